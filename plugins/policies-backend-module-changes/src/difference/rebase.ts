import { PolicyFile, RebaseConflict } from '@internal/plugin-policies-common';
import { diff3Merge } from 'node-diff3';

/** Files after a three-way merge, and where they do not fit together. */
export interface Merged {
  /** Without the files in conflict that one side removed. */
  files: PolicyFile[];
  conflicts: RebaseConflict[];
}

/**
 * Three-way merge of a proposal onto the revision that is active now, file by file and line by line.
 *
 * @param base - files the proposal was made from
 * @param active - files that are active now
 * @param proposed - files of the proposal
 */
export function rebase(
  base: PolicyFile[],
  active: PolicyFile[],
  proposed: PolicyFile[],
): Merged {
  const contents = (files: PolicyFile[]) =>
    new Map(files.map(({ path, content }) => [path, content]));
  const [was, theirs, ours] = [base, active, proposed].map(contents);
  const files: PolicyFile[] = [];
  const conflicts: RebaseConflict[] = [];
  const paths = new Set([...was.keys(), ...theirs.keys(), ...ours.keys()]);
  for (const path of [...paths].sort()) {
    const merged = mergeFile(was.get(path), theirs.get(path), ours.get(path));
    if (merged.content !== undefined) {
      files.push({ path, content: merged.content });
    }
    if (merged.conflicts) {
      conflicts.push({
        path,
        content: merged.content ?? '',
        conflicts: merged.conflicts,
      });
    }
  }
  return { files, conflicts };
}

function mergeFile(
  was: string | undefined,
  theirs: string | undefined,
  ours: string | undefined,
): { content?: string; conflicts: number } {
  if (theirs === ours || theirs === was) {
    return { content: ours, conflicts: 0 };
  }
  if (ours === was) {
    return { content: theirs, conflicts: 0 };
  }
  // One side removed what the other changed: what is left of it is for a person to judge.
  if (theirs === undefined || ours === undefined) {
    return { content: theirs ?? ours, conflicts: 1 };
  }
  let conflicts = 0;
  const lines: string[] = [];
  for (const region of diff3Merge(
    theirs.split('\n'),
    (was ?? '').split('\n'),
    ours.split('\n'),
  )) {
    if (region.ok) {
      lines.push(...region.ok);
    } else if (region.conflict) {
      conflicts++;
      lines.push(
        '<<<<<<< active',
        ...region.conflict.a,
        '=======',
        ...region.conflict.b,
        '>>>>>>> proposed',
      );
    }
  }
  return { content: lines.join('\n'), conflicts };
}
