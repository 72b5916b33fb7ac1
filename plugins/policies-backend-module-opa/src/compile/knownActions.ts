import { isRef, RegoTerm, walk } from '../program/syntaxTree';

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

/** Texts of a literal and of the lists in it. */
function stringsOf(term: RegoTerm): string[] {
  const found: string[] = [];
  const queue = [term];
  for (let next = queue.pop(); next; next = queue.pop()) {
    if (next.type === 'string') {
      found.push(next.value as string);
    } else if (next.type === 'set' || next.type === 'array') {
      for (const item of next.value as RegoTerm[]) {
        queue.push(item);
      }
    }
  }
  return found;
}
