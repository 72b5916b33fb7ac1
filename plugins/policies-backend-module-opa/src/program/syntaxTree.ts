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

/** The part of a rule before its body. */
export interface RegoHead {
  name?: string;
  ref?: RegoTerm[];
  args?: RegoTerm[];
  /** What a partial set holds, or the key of a partial object. */
  key?: RegoTerm;
  value?: RegoTerm;
}

/** A rule, with those that are tried when it does not hold. */
export interface RegoRule {
  head: RegoHead;
  default?: boolean;
  else?: RegoRule;
  location?: RegoLocation;
}

/** A module, as `opa parse --format json --json-include=locations` gives it. */
export interface RegoModule {
  package: { path: RegoTerm[]; location?: RegoLocation };
  imports?: Array<{ path: RegoTerm; alias?: string }>;
  annotations?: Array<{
    location?: RegoLocation;
    schemas?: Array<{ schema?: unknown; definition?: unknown }>;
  }>;
  rules?: RegoRule[];
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
      // One by one: a list may be longer than a call takes arguments.
      for (const item of next) {
        queue.push(item);
      }
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

/** Where the document of a rule stands, without `data`; `undefined` for a part that the evaluation gives. */
export function rulePath(
  tree: RegoModule,
  { head }: RegoRule,
): Array<string | undefined> {
  const [first, ...rest] = head.ref ?? [{ type: 'var', value: head.name }];
  return [
    ...packagePath(tree),
    String(first.value),
    ...rest.map(({ type, value }) =>
      type === 'string' ? (value as string) : undefined,
    ),
  ];
}

/** True where one path is the other or leads to it. */
export function overlaps(
  one: Array<string | undefined>,
  other: Array<string | undefined>,
): boolean {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index++) {
    const [part, counterpart] = [one[index], other[index]];
    if (
      part !== undefined &&
      counterpart !== undefined &&
      part !== counterpart
    ) {
      return false;
    }
  }
  return true;
}

/** True for a name that the module imports, so that it is no builtin. */
export function isImported(
  { imports = [] }: RegoModule,
  name: unknown,
): boolean {
  return imports.some(({ path, alias }) => {
    const parts = path.value as RegoTerm[];
    return (alias ?? parts[parts.length - 1]?.value) === name;
  });
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
