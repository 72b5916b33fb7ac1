/** One statement of a Cedar file. */
export interface StatementText {
  /** From its first token to its semicolon. */
  text: string;
  /** UTF-16 offset of the text in the file. */
  offset: number;
}

/**
 * Splits a Cedar file at the semicolons outside strings and comments. A last statement without
 * semicolon is kept, so that the parser can say what is missing.
 */
export function splitStatements(content: string): StatementText[] {
  const statements: StatementText[] = [];
  let start = -1;
  for (let i = 0; i < content.length; i++) {
    const c = content[i];
    if (c === '/' && content[i + 1] === '/') {
      const end = content.indexOf('\n', i);
      i = end < 0 ? content.length : end;
      continue;
    }
    if (/\s/.test(c)) {
      continue;
    }
    if (start < 0) {
      start = i;
    }
    if (c === '"') {
      i = endOfString(content, i);
    } else if (c === ';') {
      statements.push({ text: content.slice(start, i + 1), offset: start });
      start = -1;
    }
  }
  if (start >= 0) {
    statements.push({ text: content.slice(start).trimEnd(), offset: start });
  }
  return statements;
}

/** Offset of the closing quote of the string that opens at `open`, or the end of the content. */
export function endOfString(content: string, open: number): number {
  for (let i = open + 1; i < content.length; i++) {
    if (content[i] === '\\') {
      i++;
    } else if (content[i] === '"') {
      return i;
    }
  }
  return content.length;
}
