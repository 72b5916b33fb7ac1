import { findJsonProblem, JsonRules } from './findJsonProblem';
import { JsonError } from './JsonError';

/*
 * `JSON.parse` rounds numbers, takes the last of two keys that are the same and joins half characters
 * to nothing, without a word. Every decision reads a body, so a text is looked through once for what
 * could be such a thing, which is seldom there, and only then token by token. Keys that are given twice
 * show as fewer members than there are colons.
 */

/** Depth of objects and lists in JSON and YAML, and of brackets in policies. */
export const MOST_NESTING = 100;

/** A number with fewer digits and no exponent comes back as it was written. */
const SURE_DIGITS = 15;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const POINT = 0x2e;
const SMALL_D = 0x64;
const SMALL_E = 0x65;
const SMALL_U = 0x75;
/** Makes a letter a small one. */
const SMALL = 0x20;

/** What a look through a text finds. */
interface Look {
  /** Where it begins to nest too deep. */
  tooDeep?: number;
  /** Colons between keys and values. */
  members: number;
  /** A number that may be rounded, or half a character. */
  isOdd: boolean;
}

/**
 * Reads JSON exactly: what would be rounded or dropped is refused. `-0` is read as `0`, and `1.0` and
 * `1e0` as `1`, which are the same numbers.
 *
 * @param text - the JSON
 * @param bytes - the same in UTF-8, where it is at hand
 * @throws JsonError that names the thing and its place
 */
export function readJson(
  text: string,
  rules: JsonRules = {},
  bytes: Uint8Array = new TextEncoder().encode(text),
): unknown {
  const { tooDeep, members, isOdd } = lookThrough(bytes);
  if (tooDeep !== undefined) {
    throw new JsonError(
      `it nests deeper than ${MOST_NESTING} levels`,
      'Flatten it.',
      text,
      new TextDecoder().decode(bytes.subarray(0, tooDeep)).length,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw syntaxError(text, (error as Error).message);
  }
  const counted =
    typeof value === 'object' && value !== null ? membersOf(value) : 0;
  if (!isOdd && counted === members) {
    return value;
  }
  const problem = findJsonProblem(text, rules);
  if (problem) {
    throw problem;
  }
  return JSON.parse(text, (_key, item) => (item === 0 ? 0 : item));
}

/* Over bytes and in one function: letters of a string that was just read cost a multiple. */
function lookThrough(bytes: Uint8Array): Look {
  const { length } = bytes;
  let depth = 0;
  let members = 0;
  let isOdd = false;
  for (let at = 0; at < length; at++) {
    const c = bytes[at];
    if (c === QUOTE) {
      for (at++; at < length && bytes[at] !== QUOTE; at++) {
        if (bytes[at] === BACKSLASH) {
          at++;
          isOdd ||= bytes[at] === SMALL_U && isHalf(bytes, at + 1);
        }
      }
    } else if (c === COLON) {
      members++;
    } else if (c === MINUS || (c >= ZERO && c <= NINE)) {
      isOdd ||= c === MINUS && bytes[at + 1] === ZERO;
      const start = at;
      for (at++; at < length; at++) {
        const d = bytes[at];
        // eslint-disable-next-line no-bitwise -- both letters at once
        if ((d | SMALL) === SMALL_E) {
          isOdd = true;
        } else if (d !== POINT && (d < ZERO || d > NINE)) {
          break;
        }
      }
      isOdd ||= at - start > SURE_DIGITS;
      at--;
    } else if (c === 0x7b || c === 0x5b) {
      depth++;
      if (depth > MOST_NESTING) {
        return { tooDeep: at, members, isOdd };
      }
    } else if (c === 0x7d || c === 0x5d) {
      depth--;
    }
  }
  return { members, isOdd };
}

/** Escapes from `\ud800` to `\udfff`, also those of whole characters. */
function isHalf(bytes: Uint8Array, at: number): boolean {
  // eslint-disable-next-line no-bitwise -- both letters at once
  return (bytes[at] | SMALL) === SMALL_D && bytes[at + 1] > 0x37;
}

/** Members of all objects in a value; one called `__proto__` has it looked at. */
function membersOf(value: object): number {
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) {
      if (typeof item === 'object' && item !== null) {
        count += membersOf(item);
      }
    }
    return count;
  }
  // eslint-disable-next-line guard-for-in -- what JSON.parse makes inherits nothing that is listed
  for (const key in value) {
    if (key === '__proto__') {
      return Infinity;
    }
    count++;
    const item = value[key as keyof typeof value] as unknown;
    if (typeof item === 'object' && item !== null) {
      count += membersOf(item);
    }
  }
  return count;
}

function syntaxError(text: string, message: string): JsonError {
  const offset = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
  return new JsonError(
    `not valid JSON: ${message.replace(/ \(line \d+ column \d+\)$/, '')}`,
    'Correct the JSON at this place.',
    text,
    offset,
  );
}
