/** What a column of text can hold: Postgres takes neither NUL nor half a character. */
export function toColumn(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}
