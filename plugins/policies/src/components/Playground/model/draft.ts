import { PolicyFile } from '@internal/plugin-policies-common';

/** What a draft changes: new content per path, `null` for a deleted file. */
export type DraftChanges = Record<string, string | null>;

/** How a file of a draft differs from the live one. */
export type FileState = 'added' | 'changed' | 'deleted' | 'same';

const contentOf = (files: PolicyFile[], path: string) =>
  files.find(file => file.path === path)?.content;

/** The files of a draft, sorted by path. */
export function applyChanges(
  live: PolicyFile[],
  changes: DraftChanges,
): PolicyFile[] {
  const contents = new Map<string, string | null>(
    live.map(file => [file.path, file.content]),
  );
  for (const [path, content] of Object.entries(changes)) {
    contents.set(path, content);
  }
  return [...contents]
    .flatMap(([path, content]) => (content === null ? [] : { path, content }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Writes a file; content equal to the live one is no change. */
export function writeFile(
  live: PolicyFile[],
  changes: DraftChanges,
  path: string,
  content: string,
): DraftChanges {
  const { [path]: _, ...rest } = changes;
  return contentOf(live, path) === content
    ? rest
    : { ...rest, [path]: content };
}

/** Deletes a file; one that is not live leaves no trace. */
export function deleteFile(
  live: PolicyFile[],
  changes: DraftChanges,
  path: string,
): DraftChanges {
  const { [path]: _, ...rest } = changes;
  return contentOf(live, path) === undefined ? rest : { ...rest, [path]: null };
}

/** Moves a file, content and all. */
export function renameFile(
  live: PolicyFile[],
  changes: DraftChanges,
  from: string,
  to: string,
): DraftChanges {
  const content = contentOf(applyChanges(live, changes), from);
  return content === undefined
    ? changes
    : writeFile(live, deleteFile(live, changes, from), to, content);
}

/** Takes one file back to the live state. */
export function revertFile(changes: DraftChanges, path: string): DraftChanges {
  const { [path]: _, ...rest } = changes;
  return rest;
}

/** Changes without those that the live files hold by now. */
export function withoutSame(
  live: PolicyFile[],
  changes: DraftChanges,
): DraftChanges {
  return Object.fromEntries(
    Object.entries(changes).filter(
      ([path, content]) => (contentOf(live, path) ?? null) !== content,
    ),
  );
}

/** State of each file, deleted ones among them, sorted by path. */
export function fileStates(
  live: PolicyFile[],
  changes: DraftChanges,
): Array<{ path: string; state: FileState }> {
  const livePaths = new Set(live.map(file => file.path));
  const stateOf = (path: string): FileState => {
    if (!(path in changes)) {
      return 'same';
    }
    if (changes[path] === null) {
      return 'deleted';
    }
    return livePaths.has(path) ? 'changed' : 'added';
  };
  return [...new Set([...livePaths, ...Object.keys(changes)])]
    .sort()
    .map(path => ({ path, state: stateOf(path) }));
}

/** What makes other files of the live ones. */
export function changesBetween(
  live: PolicyFile[],
  files: PolicyFile[],
): DraftChanges {
  const paths = new Set([...live, ...files].map(({ path }) => path));
  return Object.fromEntries(
    [...paths]
      .filter(path => contentOf(live, path) !== contentOf(files, path))
      .map(path => [path, contentOf(files, path) ?? null]),
  );
}
