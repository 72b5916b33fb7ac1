/** A place in a module, as `opa parse` gives it: row and column count from 1; `text` is base64. */
export interface RegoLocation {
  file?: string;
  row: number;
  col: number;
  text?: string;
}

/** A term: a value, a variable, or a reference made of terms. */
export interface RegoTerm {
  type: string;
  value: unknown;
  location?: RegoLocation;
}

/** A module, as `opa parse --format json --json-include=locations` gives it. */
export interface RegoModule {
  package: { path: RegoTerm[] };
  rules?: Array<{
    head: { name?: string; ref?: RegoTerm[] };
    default?: boolean;
    location?: RegoLocation;
  }>;
}

/** Calls `visit` for each object of a tree. */
export function walk(
  node: unknown,
  visit: (node: Record<string, unknown>) => void,
): void {
  const queue: unknown[] = [node];
  while (queue.length) {
    const next = queue.pop();
    if (Array.isArray(next)) {
      queue.push(...next);
    } else if (typeof next === 'object' && next !== null) {
      visit(next as Record<string, unknown>);
      queue.push(...Object.values(next));
    }
  }
}

/** Path of a module's package, without the leading `data`. */
export function packagePath({ package: { path } }: RegoModule): string[] {
  return path.slice(1).map(({ value }) => String(value));
}

/** True for a reference with exactly these parts. */
export function isRef(term: unknown, parts: string[]): boolean {
  const { type, value } = (term ?? {}) as RegoTerm;
  return (
    type === 'ref' &&
    Array.isArray(value) &&
    value.length === parts.length &&
    value.every((part: RegoTerm, index) => part.value === parts[index])
  );
}
