import { isRef, RegoTerm, walk } from './syntaxTree';

const ACTION = ['input', 'action', 'name'];

/** Names of actions that modules compare `input.action.name` with, by itself or in a literal list. */
export function knownActions(modules: unknown[]): string[] {
  const found = new Set<string>();
  for (const tree of modules) {
    walk(tree, ({ terms }) => {
      if (Array.isArray(terms) && terms.some(term => isRef(term, ACTION))) {
        for (const term of terms as RegoTerm[]) {
          stringsOf(term).forEach(name => found.add(name));
        }
      }
    });
  }
  return [...found].sort();
}

function stringsOf({ type, value }: RegoTerm): string[] {
  if (type === 'string') {
    return [value as string];
  }
  return type === 'set' || type === 'array'
    ? (value as RegoTerm[]).flatMap(stringsOf)
    : [];
}
