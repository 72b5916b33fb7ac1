/** What Postgres takes in no text: NUL, and half a character. */
const UNSTORABLE = /[\0\p{Surrogate}]/gu;

/** What a column of text can hold. */
export function toColumn(text: string): string {
  return text.replace(UNSTORABLE, '\ufffd');
}
