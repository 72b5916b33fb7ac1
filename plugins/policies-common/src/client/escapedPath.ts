/** A path in which all that is filled in is escaped: escapedPath`/sets/${set}/cases`. */
export function escapedPath(
  parts: TemplateStringsArray,
  ...names: string[]
): string {
  return String.raw({ raw: parts }, ...names.map(encodeURIComponent));
}
