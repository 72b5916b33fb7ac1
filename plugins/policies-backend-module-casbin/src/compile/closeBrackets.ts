/**
 * Casbin takes any bracket that stands behind a space and holds a comma for a list, as in
 * `x in ('a', 'b')`, once there is an `in` somewhere; so spaces before other brackets go, outside of quotes.
 */
export function closeBrackets(expression: string): string {
  return expression.replace(
    /('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")|(\bin)?\s+(\(|eval\()/g,
    (whole, quoted, listed) =>
      quoted !== undefined || listed !== undefined ? whole : whole.trimStart(),
  );
}
