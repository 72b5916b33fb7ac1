import { FileRange } from '@internal/plugin-policies-common';

/** Range of a piece of text, by UTF-16 offsets. */
export function rangeOfOffsets(
  content: string,
  start: number,
  end: number,
): FileRange {
  const from = position(content, start);
  const to = position(content, Math.max(end, start + 1));
  return {
    startLine: from.line,
    startColumn: from.column,
    endLine: to.line,
    endColumn: to.column,
  };
}

/** Converts a UTF-8 byte offset, as Cedar gives them, to a UTF-16 offset. */
export function utf16Offset(text: string, byteOffset: number): number {
  return Buffer.from(text, 'utf8').subarray(0, byteOffset).toString('utf8')
    .length;
}

function position(
  content: string,
  offset: number,
): { line: number; column: number } {
  const before = content.slice(0, Math.min(offset, content.length));
  const lineStart = before.lastIndexOf('\n') + 1;
  return {
    line: before.split('\n').length,
    column: before.length - lineStart + 1,
  };
}
