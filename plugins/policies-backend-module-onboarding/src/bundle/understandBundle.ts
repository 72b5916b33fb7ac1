import { InputError } from '@backstage/errors';
import {
  MANIFEST_FILE,
  PolicyFile,
  withoutByteOrderMark,
} from '@internal/plugin-policies-common';
import { isLeftover } from './isLeftover';
import { languages } from './languages';
import { inPlace, PlacedFile } from './languages/Language';
import { isPartOfBundle } from './regoFolder';

/** What can be told of files that someone brings. */
export interface Understood {
  /** As a set has them: without folders that all of them share, each where its driver looks for it. */
  files: PolicyFile[];
  /** Driver whose language they are written in; a manifest among them tells it by itself. */
  driver?: string;
  /** Paths of what tools left beside the files. */
  leftOut: string[];
}

/**
 * Takes off the folder that all files of an archive lie in, tells the language, and lays files out for it.
 *
 * @throws InputError with a sentence about each file that has no place in a set
 */
export function understandBundle(brought: PolicyFile[]): Understood {
  const refused: string[] = [];
  const files = withoutSharedFolder(
    brought
      .filter(({ path }) => !isLeftover(path))
      .map(({ path, content }) => ({
        path,
        content: withoutByteOrderMark(content),
      })),
    refused,
  );
  const language = files.some(({ path }) => path === MANIFEST_FILE)
    ? undefined
    : languages.find(({ speaks }) => files.some(speaks));
  const arranged = language?.arrange?.(files);
  const placed = arranged?.files ?? inPlace(files);
  refused.push(...(arranged?.refused ?? []), ...collisionsOf(placed));
  if (refused.length) {
    throw new InputError(`the files are not imported. ${refused.join(' ')}`);
  }
  return {
    files: placed.map(({ path, content }) => ({ path, content })),
    driver: language?.driver,
    leftOut: brought.map(({ path }) => path).filter(isLeftover),
  };
}

/** Files that would take the same place, each pair in a sentence. */
function collisionsOf(placed: PlacedFile[]): string[] {
  const taken = new Map<string, PlacedFile>();
  return placed.flatMap(file => {
    const other = taken.get(file.path);
    taken.set(file.path, other ?? file);
    if (!other) {
      return [];
    }
    return [
      other.from === file.from
        ? `'${file.from}' is there twice: import one of the two.`
        : `'${other.from}' and '${file.from}' would both be '${file.path}' of the set, which has one: import one of them, or merge them.`,
    ];
  });
}

function withoutSharedFolder(
  files: PolicyFile[],
  refused: string[],
): PolicyFile[] {
  const first = files[0]?.path.split('/')[0];
  if (
    !files.length ||
    !files.every(({ path }) => path.startsWith(`${first}/`))
  ) {
    return files;
  }
  const kept = isPartOfBundle(files, first);
  if (kept === 'unclear') {
    refused.push(
      `It is not clear whether policies read the data in '${first}/' as 'data.${first}' or as 'data': for 'data', import the files without the folder; for 'data.${first}', add OPA's '.manifest' beside it.`,
    );
  }
  return kept
    ? files
    : withoutSharedFolder(
        files.map(({ path, content }) => ({
          path: path.slice(first.length + 1),
          content,
        })),
        refused,
      );
}
