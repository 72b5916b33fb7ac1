import { INEXACT_HELP, isExactNumber } from './exactNumber';
import { ILL_FORMED_HELP, isWellFormed } from './illFormed';
import { JsonError } from './JsonError';

const NUMBER = /-?\d[\d.eE+-]*/y;
const LONGEST_SHOWN = 60;

/** What may stand in a JSON text. */
export interface JsonRules {
  /** Numbers are not judged, because the engine reads the text itself. By default false. */
  anyNumber?: boolean;
  /** Half characters are left to the schema, which can say of which item they are. By default false. */
  anyText?: boolean;
}

/**
 * Finds the first thing that JavaScript would read as something else, or not at all.
 *
 * @param text - valid JSON
 */
export function findJsonProblem(
  text: string,
  { anyNumber = false, anyText = false }: JsonRules,
): JsonError | undefined {
  /* Keys so far of each object that is open, nothing for a list. */
  const open: Array<Set<string> | undefined> = [];
  let isKey = false;
  for (let at = 0; at < text.length; at++) {
    const c = text[at];
    if (c === '{') {
      open.push(new Set());
      isKey = true;
    } else if (c === '[') {
      open.push(undefined);
      isKey = false;
    } else if (c === '}' || c === ']') {
      open.pop();
      isKey = false;
    } else if (c === ',') {
      isKey = open[open.length - 1] !== undefined;
    } else if (c === ':') {
      isKey = false;
    } else if (c === '"') {
      const token = stringAt(text, at);
      const [problem, help] =
        problemOfText(
          token,
          isKey ? open[open.length - 1] : undefined,
          anyText,
        ) ?? [];
      if (problem !== undefined) {
        return new JsonError(problem, help!, text, at, token.length);
      }
      at += token.length - 1;
    } else if (c === '-' || (c >= '0' && c <= '9')) {
      NUMBER.lastIndex = at;
      const [token] = NUMBER.exec(text)!;
      if (!anyNumber && !isExactNumber(token)) {
        return new JsonError(
          `the number ${shortened(token)} cannot be read exactly`,
          INEXACT_HELP,
          text,
          at,
          token.length,
        );
      }
      at += token.length - 1;
    }
  }
  return undefined;
}

/** @param keys - of the object, where the text is a key; it is added */
function problemOfText(
  token: string,
  keys: Set<string> | undefined,
  anyText: boolean,
): [problem: string, help: string] | undefined {
  const value = JSON.parse(token) as string;
  if (!anyText && !isWellFormed(value)) {
    return [
      `the text ${shortened(token)} is not well-formed Unicode`,
      ILL_FORMED_HELP,
    ];
  }
  if (keys?.has(value)) {
    return [`the key ${shortened(token)} is given twice`, 'Keep one of them.'];
  }
  if (keys && value === '__proto__') {
    return ["the key '__proto__' is not allowed", 'Give it another name.'];
  }
  keys?.add(value);
  return undefined;
}

function stringAt(text: string, start: number): string {
  let end = start + 1;
  while (text[end] !== '"') {
    end += text[end] === '\\' ? 2 : 1;
  }
  return text.slice(start, end + 1);
}

function shortened(text: string): string {
  return text.length > LONGEST_SHOWN
    ? `${text.slice(0, LONGEST_SHOWN)}…`
    : text;
}
