const MOST_CHARACTERS = 60;

/** Names that some systems keep for devices. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * The name of a file for a title: lower-case letters, digits and single hyphens, unlike those that are taken.
 *
 * @param taken - paths of files
 */
export function nameOfTitle(title: string, taken: string[]): string {
  const words = title
    .replace(/ß/g, 'ss')
    .normalize('NFKD')
    .replace(/[\p{M}'’]/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, MOST_CHARACTERS)
    .replace(/-$/, '');
  const name = !words || DEVICES.test(words) ? `invariant-${words}` : words;
  const base = name.replace(/-$/, '');
  const used = new Set(taken.map(path => path.toLowerCase()));
  let unique = base;
  for (let number = 2; used.has(pathOfInvariant(unique)); number++) {
    unique = `${base}-${number}`;
  }
  return unique;
}

/** Where an invariant stands in a set. */
export function pathOfInvariant(name: string): string {
  return `invariants/${name}.cedar`;
}
