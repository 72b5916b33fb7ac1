import { FileCoverage, PolicyFile } from '@internal/plugin-policies-common';
import { fileOf } from '../compile/readErrors';

interface Span {
  start: { row: number };
  end: { row: number };
}

/** Coverage as `opa eval --coverage` gives it. */
export interface RegoCoverage {
  files?: Record<string, { covered?: Span[]; not_covered?: Span[] }>;
}

/**
 * Lines that took part in an evaluation, and those that did not, of these files.
 *
 * @param prefix - folder in which they stand
 */
export function readCoverage(
  coverage: RegoCoverage | undefined,
  files: PolicyFile[],
  prefix: string,
): FileCoverage[] {
  const byFile = new Map(
    Object.entries(coverage?.files ?? {}).map(([path, spans]) => [
      fileOf(path, prefix),
      spans,
    ]),
  );
  return files.flatMap(({ path }) => {
    const spans = byFile.get(path);
    if (!spans) {
      return [];
    }
    const covered = linesOf(spans.covered);
    return [
      {
        file: path,
        covered,
        notCovered: linesOf(spans.not_covered).filter(
          line => !covered.includes(line),
        ),
      },
    ];
  });
}

function linesOf(spans: Span[] = []): number[] {
  const lines = new Set<number>();
  for (const { start, end } of spans) {
    for (let line = start.row; line <= end.row; line++) {
      lines.add(line);
    }
  }
  return [...lines].sort((a, b) => a - b);
}
