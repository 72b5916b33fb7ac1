import {
  DeterminingPolicy,
  FileCoverage,
} from '@internal/plugin-policies-common';
import { LineHighlight } from '../CodeEditor';

/** Lines of a file whose policies determined the decision. */
export function determiningHighlights(
  determining: DeterminingPolicy[] | undefined,
  file: string | undefined,
): LineHighlight[] {
  return (determining ?? []).flatMap((item): LineHighlight[] =>
    item.file === file && item.range
      ? [
          {
            startLine: item.range.startLine,
            endLine: item.range.endLine,
            tone: item.effect,
            title: `${item.title} determined the decision`,
          },
        ]
      : [],
  );
}

/** Lines of a file that the cases reached, and those that none did. */
export function coverageHighlights(
  coverage: FileCoverage[] | undefined,
  file: string | undefined,
): LineHighlight[] {
  const found = coverage?.find(item => item.file === file);
  const mark = (
    lines: number[],
    tone: 'covered' | 'uncovered',
    title: string,
  ) => lines.map(line => ({ startLine: line, endLine: line, tone, title }));
  return found
    ? [
        ...mark(found.covered, 'covered', 'A case reached this line'),
        ...mark(found.notCovered, 'uncovered', 'No case reached this line'),
      ]
    : [];
}
