const MOST_CHARACTERS = 80;

/**
 * An identifier as lists and lines show it: those that people give are of any length up to thousands of
 * characters, and one must not fill a page. The middle is left out, as beginnings and ends tell them apart.
 */
export function shortenId(id: string): string {
  const characters = [...id];
  if (characters.length <= MOST_CHARACTERS) {
    return id;
  }
  const half = Math.floor((MOST_CHARACTERS - 1) / 2);
  return `${characters.slice(0, half).join('')}…${characters
    .slice(-half)
    .join('')}`;
}
