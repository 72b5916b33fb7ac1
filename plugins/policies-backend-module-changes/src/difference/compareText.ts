import {
  DifferenceHunk,
  DifferenceLine,
  FileDifference,
  PolicyFile,
} from '@internal/plugin-policies-common';
import { structuredPatch } from 'diff';

const CONTEXT_LINES = 3;
/** Bounds the work on two texts that have little in common. */
const MAX_EDITS = 5_000;

/** Files that differ, by path, with their lines. */
export function compareText(
  before: PolicyFile[],
  after: PolicyFile[],
): FileDifference[] {
  const old = new Map(before.map(({ path, content }) => [path, content]));
  const fresh = new Map(after.map(({ path, content }) => [path, content]));
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .filter(path => old.get(path) !== fresh.get(path))
    .sort()
    .map(path => {
      const from = old.get(path);
      const to = fresh.get(path);
      return {
        path,
        status: statusOf(from, to),
        hunks: hunksOf(from ?? '', to ?? ''),
      };
    });
}

function statusOf(
  from: string | undefined,
  to: string | undefined,
): FileDifference['status'] {
  if (from === undefined) {
    return 'added';
  }
  return to === undefined ? 'removed' : 'changed';
}

function hunksOf(from: string, to: string): DifferenceHunk[] {
  const patch = structuredPatch('a', 'b', from, to, '', '', {
    context: CONTEXT_LINES,
    maxEditLength: MAX_EDITS,
  });
  // Too different to be worth a comparison line by line.
  if (!patch) {
    return [
      {
        lines: [
          ...linesOf(from).map(
            (text, index): DifferenceLine => ({
              kind: 'removed',
              text,
              before: index + 1,
            }),
          ),
          ...linesOf(to).map(
            (text, index): DifferenceLine => ({
              kind: 'added',
              text,
              after: index + 1,
            }),
          ),
        ],
      },
    ];
  }
  return patch.hunks.map(hunk => {
    let before = hunk.oldStart;
    let after = hunk.newStart;
    return {
      lines: hunk.lines
        .filter(line => !line.startsWith('\\'))
        .map((line): DifferenceLine => {
          const text = line.slice(1);
          switch (line[0]) {
            case '+':
              return { kind: 'added', text, after: after++ };
            case '-':
              return { kind: 'removed', text, before: before++ };
            default:
              return {
                kind: 'same',
                text,
                before: before++,
                after: after++,
              };
          }
        }),
    };
  });
}

function linesOf(text: string): string[] {
  return text ? text.replace(/\n$/, '').split('\n') : [];
}
