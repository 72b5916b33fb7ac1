import { Text } from '@codemirror/state';
import { FileRange } from '@internal/plugin-policies-common';

/** Offset of a line and column (both from 1), kept inside of the text. */
function offsetOf(text: Text, line: number, column: number): number {
  const at = text.line(Math.min(Math.max(line, 1), text.lines));
  return Math.min(at.from + Math.max(column - 1, 0), at.to);
}

/** Offsets of a range; an empty range is widened to one character where the line has one. */
export function offsetsOf(
  text: Text,
  range: FileRange | undefined,
): { from: number; to: number } {
  if (!range) {
    return { from: 0, to: text.line(1).to };
  }
  const from = offsetOf(text, range.startLine, range.startColumn);
  const to = offsetOf(text, range.endLine, range.endColumn);
  if (to > from) {
    return { from, to };
  }
  const line = text.lineAt(from);
  return from < line.to
    ? { from, to: from + 1 }
    : { from: Math.max(line.from, from - 1), to: from };
}
