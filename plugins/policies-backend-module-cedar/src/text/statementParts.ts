import { endOfString } from './splitStatements';

/** Where the parts of a statement stand in its text, as UTF-16 offsets. */
interface StatementParts {
  /** Of `permit` or `forbid`. */
  effect: { start: number; end: number };
  /** Behind the parenthesis that closes the scope. */
  scopeEnd: number;
}

type Effect = 'permit' | 'forbid';

const BRACKETS: Record<string, number> = {
  '(': 1,
  '[': 1,
  '{': 1,
  ')': -1,
  ']': -1,
  '}': -1,
};

/**
 * Finds the parts of a statement that Cedar has parsed.
 *
 * @throws Error for a text that is no statement
 */
function statementParts(text: string): StatementParts {
  const effect = findEffect(text);
  let depth = 0;
  for (let i = effect.end; i < text.length; i++) {
    i = skipSpace(text, i);
    if (text[i] === '"') {
      i = endOfString(text, i);
    } else {
      depth += BRACKETS[text[i]] ?? 0;
      if (depth === 0) {
        return { effect, scopeEnd: i + 1 };
      }
    }
  }
  throw noStatement();
}

/** The statement without annotations, which tools read names from, and with another effect. */
export function bareStatement(text: string, effect?: Effect): string {
  const parts = statementParts(text);
  return (effect ?? text.slice(parts.effect.start, parts.effect.end)).concat(
    text.slice(parts.effect.end),
  );
}

/** A statement of the same scope without conditions. */
export function scopeStatement(text: string, effect: Effect): string {
  const parts = statementParts(text);
  return `${effect}${text.slice(parts.effect.end, parts.scopeEnd)};`;
}

/** The first word that belongs to no annotation. */
function findEffect(text: string): StatementParts['effect'] {
  let i = skipSpace(text, 0);
  while (text[i] === '@') {
    i = skipSpace(text, endOfWord(text, skipSpace(text, i + 1)));
    if (text[i] === '(') {
      const quote = skipSpace(text, i + 1);
      // A last comma or space may follow.
      i = quote;
      while (i < text.length && text[i] !== ')') {
        i = text[i] === '"' ? endOfString(text, i) + 1 : skipSpace(text, i + 1);
      }
      i = skipSpace(text, i + 1);
    }
  }
  const end = endOfWord(text, i);
  if (!['permit', 'forbid'].includes(text.slice(i, end))) {
    throw noStatement();
  }
  return { start: i, end };
}

function endOfWord(text: string, start: number): number {
  let end = start;
  while (end < text.length && /\w/.test(text[end])) {
    end++;
  }
  return end;
}

/** Offset of the next character that is neither space nor in a comment. */
function skipSpace(text: string, start: number): number {
  let i = start;
  for (;;) {
    if (/\s/.test(text[i] ?? '')) {
      i++;
    } else if (text[i] === '/' && text[i + 1] === '/') {
      const end = text.indexOf('\n', i);
      i = end < 0 ? text.length : end;
    } else {
      return i;
    }
  }
}

function noStatement(): Error {
  return new Error('the text is no Cedar statement');
}
