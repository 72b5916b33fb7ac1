/** Parts of an expression between `&&` that stand outside of brackets and quotes. */
export function splitClauses(expression: string): string[] {
  const clauses: string[] = [];
  let depth = 0;
  let quote = '';
  let start = 0;
  for (let i = 0; i < expression.length; i++) {
    const c = expression[i];
    if (quote) {
      if (c === '\\') {
        i++;
      } else if (c === quote) {
        quote = '';
      }
    } else if (c === '"' || c === "'") {
      quote = c;
    } else if (c === '(' || c === '[') {
      depth++;
    } else if (c === ')' || c === ']') {
      depth--;
    } else if (depth === 0 && expression.startsWith('||', i)) {
      // A disjunction is one clause.
      return [expression.trim()];
    } else if (depth === 0 && expression.startsWith('&&', i)) {
      clauses.push(expression.slice(start, i).trim());
      start = i + 2;
    }
  }
  clauses.push(expression.slice(start).trim());
  return clauses.filter(Boolean);
}
