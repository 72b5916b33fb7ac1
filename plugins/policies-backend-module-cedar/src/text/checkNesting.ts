import { endOfString } from './splitStatements';

/*
 * Cedar's WebAssembly build recurses over its input and overflows its stack: 150 nested brackets or
 * 400 chained operators corrupt the instance for every later call. The stack it needs is estimated
 * here, before it sees the text: each open bracket costs BRACKET frames, each operator chained at a
 * level one. Measured limits of 4.13 lie between 300 and 400 of these units.
 */
const BRACKET = 2.5;

/** Bound of the estimate that {@link checkNesting} allows. */
export const MAX_EXPRESSION_DEPTH = 250;

const OPERATOR =
  /^(?:&&|\|\||==|!=|<=|>=|[-+*<>!]|(?:if|else|in|has|like|is|unless)\b)/;

/**
 * Estimates how deep a parser recurses over Cedar policies or a schema.
 *
 * @returns the UTF-16 offset at which the estimate passes {@link MAX_EXPRESSION_DEPTH}, if it does
 */
export function checkNesting(content: string): number | undefined {
  let levels: Array<{ operators: number; postfix: number }> = [
    { operators: 0, postfix: 0 },
  ];
  let outer = 0;
  for (let i = 0; i < content.length; i++) {
    const level = levels[levels.length - 1];
    const c = content[i];
    if (c === '"') {
      i = endOfString(content, i);
    } else if (c === '/' && content[i + 1] === '/') {
      const end = content.indexOf('\n', i);
      i = end < 0 ? content.length : end;
    } else if (c === '(' || c === '[' || c === '{') {
      level.postfix++;
      outer += BRACKET + level.operators + level.postfix;
      levels.push({ operators: 0, postfix: 0 });
    } else if (c === ')' || c === ']' || c === '}') {
      if (levels.length > 1) {
        levels.pop();
        const parent = levels[levels.length - 1];
        outer -= BRACKET + parent.operators + parent.postfix;
      }
    } else if (c === ';') {
      levels = [{ operators: 0, postfix: 0 }];
      outer = 0;
    } else if (c === ',') {
      level.operators = 0;
      level.postfix = 0;
    } else if (c === '.') {
      level.postfix++;
    } else if (/[A-Za-z_]/.test(c)) {
      const word = /^\w+/.exec(content.slice(i, i + 256))![0];
      if (OPERATOR.test(word)) {
        level.operators++;
        level.postfix = 0;
      }
      i += word.length - 1;
    } else {
      const operator = OPERATOR.exec(content.slice(i, i + 2));
      if (operator) {
        level.operators++;
        level.postfix = 0;
        i += operator[0].length - 1;
      }
    }
    const current = levels[levels.length - 1];
    if (outer + current.operators + current.postfix > MAX_EXPRESSION_DEPTH) {
      return i;
    }
  }
  return undefined;
}
