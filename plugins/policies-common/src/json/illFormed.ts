/* Half of a pair of UTF-16 units: no character, so that each reader makes something else of it. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** False for text with half a character, which cannot be written as UTF-8. */
export function isWellFormed(text: string): boolean {
  return !LONE_SURROGATE.test(text);
}

/** What is said of text that is not well-formed. */
export const ILL_FORMED = 'is not well-formed Unicode; send whole characters';

/** What to do about such text in a file. */
export const ILL_FORMED_HELP =
  'Write whole characters, not half of a pair of \\ud800 to \\udfff.';

/**
 * Finds the first text that is not well-formed Unicode, among keys and values.
 *
 * @param value - parsed JSON
 * @returns the path to it
 */
export function illFormedPath(
  value: unknown,
  path: Array<string | number> = [],
): Array<string | number> | undefined {
  if (typeof value === 'string') {
    return isWellFormed(value) ? undefined : path;
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const found = illFormedPath(item, [...path, index]);
      if (found) {
        return found;
      }
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      const found = isWellFormed(key)
        ? illFormedPath(item, [...path, key])
        : [...path, key.replace(/\p{Surrogate}/gu, '\ufffd')];
      if (found) {
        return found;
      }
    }
  }
  return undefined;
}
