import {
  isRecord,
  PolicyFile,
  readPlain,
} from '@internal/plugin-policies-common';

const DATA = /(^|\/)data\.(json|ya?ml)$/;

/**
 * Whether the folder that all files lie in is a part of the bundle, as OPA puts data at the place of its
 * folder, or only what the bundle was packed in.
 *
 * @param folder - name of the folder
 * @returns `unclear` where the Rego reads the data neither way alone
 */
export function isPartOfBundle(
  files: PolicyFile[],
  folder: string,
): boolean | 'unclear' {
  const data = files.filter(({ path }) => DATA.test(path));
  const text = files
    .filter(({ path }) => path.endsWith('.rego'))
    .map(({ content }) => content)
    .join('\n');
  if (!data.length || !text) {
    return false;
  }
  const keys = new Set(
    data.flatMap(file => keysBelow(file, folder.length + 1)),
  );
  const ofData = readsOf(text, 'data');
  const isAlias = isImported(text, folder);
  const within = [
    ...ofData.filter(([first]) => first === folder).map(([, second]) => second),
    ...(isAlias ? readsOf(text, folder).map(([first]) => first) : []),
  ].some(name => name !== undefined && keys.has(name));
  const without = ofData.some(
    ([first]) => first !== undefined && keys.has(first),
  );
  if (within === without) {
    return within || isAlias ? 'unclear' : false;
  }
  return within;
}

/** The two names behind each mention of a root, as in `data.app.blocked` and `data["app"].blocked`. */
function readsOf(text: string, root: string): Array<Array<string | undefined>> {
  const name = root.replace(/[^\w]/g, '\\$&');
  const part = '(?:\\.([^\\s.,:;=(){}\\[\\]"]+)|\\["([^"\\n]+)"\\])';
  return [
    ...text.matchAll(new RegExp(`(?<![\\w.])${name}${part}${part}?`, 'g')),
  ].map(([, first, quoted, second, alsoQuoted]) => [
    first ?? quoted,
    second ?? alsoQuoted,
  ]);
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

/** As in `import data.app`, behind which anything can be read; a package of that name says nothing. */
function isImported(text: string, folder: string): boolean {
  const name = folder.replace(/[^\w]/g, '\\$&');
  return new RegExp(`^[ \\t]*import[ \\t]+data\\.${name}(\\s|$)`, 'm').test(
    text,
  );
}
