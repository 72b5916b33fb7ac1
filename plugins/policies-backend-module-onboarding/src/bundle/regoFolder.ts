import {
  isRecord,
  MANIFEST_FILE,
  PolicyFile,
  readPlain,
} from '@internal/plugin-policies-common';
import { readsIn, rootOf } from './regoText';

const TEST = /(^|\/)(test_[^/]*|[^/]*_test)\.rego$/;
const DATA = /(^|\/)data\.(json|ya?ml)$/;

/**
 * Whether the folder that all files lie in is a part of the bundle, as OPA puts data at the place of its
 * folder, or only what the bundle was packed in. Tests do not tell, as no decision reads them.
 *
 * @param folder - name of the folder
 * @returns `unclear` where the Rego may read the data either way
 */
export function isPartOfBundle(
  files: PolicyFile[],
  folder: string,
): boolean | 'unclear' {
  const data = files.filter(({ path }) => DATA.test(path));
  const modules = files.filter(
    ({ path }) => path.endsWith('.rego') && !TEST.test(path),
  );
  // Both stand at the root of what they tell of.
  const isRoot = files.some(({ path }) =>
    [MANIFEST_FILE, '.manifest'].includes(path.slice(folder.length + 1)),
  );
  if (!data.length || !modules.length || isRoot) {
    return false;
  }
  const keys = new Set(
    data.flatMap(file => keysBelow(file, folder.length + 1)),
  );
  const isElsewhere =
    keys.has(folder) ||
    modules.some(({ content }) => rootOf(content) === folder);
  const reads = modules.flatMap(({ content }) => readsIn(content));
  if (reads.some(path => !path.length)) {
    return 'unclear';
  }
  const within = reads.some(
    ([first, second]) =>
      first === folder &&
      // Other names may be rules of a package that is called as the folder is, or lie in data of that name.
      (second === undefined || keys.has(second) || !isElsewhere),
  );
  const without = reads.some(([first]) => keys.has(first));
  return within && without ? 'unclear' : within;
}

/** Names right below the place where the data of a file would stand without the folder. */
function keysBelow(file: PolicyFile, skip: number): string[] {
  const [first, ...rest] = file.path.slice(skip).split('/');
  if (rest.length) {
    return [first];
  }
  const value = readPlain(file);
  return isRecord(value) ? Object.keys(value) : [];
}
