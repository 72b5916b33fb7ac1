import { ParsedModule } from './parseFiles';
import {
  overlaps,
  packagePath,
  RegoModule,
  RegoRule,
  RegoTerm,
  rulePath,
  walk,
} from '../program/syntaxTree';

/** Where a document stands, without `data`; `undefined` for a part that only the evaluation gives. */
export type DataPath = Array<string | undefined>;

/** The rules of a module with the places of their documents. */
export function rulesOf({
  tree,
}: ParsedModule): Array<{ rule: RegoRule; at: DataPath }> {
  return (tree.rules ?? []).map(rule => ({ rule, at: rulePath(tree, rule) }));
}

/** Documents that the rules of a module read: by `data`, by an import, or by the name that their package knows. */
function readsOf(tree: RegoModule): DataPath[] {
  const own = packagePath(tree);
  const imported = new Map<unknown, DataPath>();
  for (const { path, alias } of tree.imports ?? []) {
    const [root, ...rest] = path.value as RegoTerm[];
    if (root.value === 'data') {
      imported.set(
        alias ?? rest[rest.length - 1]?.value ?? 'data',
        rest.map(partOf),
      );
    }
  }
  const reads: DataPath[] = [];
  const read = ({ value: name }: RegoTerm, rest: RegoTerm[]) => {
    const root =
      name === 'data' ? [] : imported.get(name) ?? [...own, String(name)];
    reads.push([...root, ...rest.map(partOf)]);
  };
  walk(tree.rules?.map(withoutName), node => {
    const { type, value } = node as unknown as RegoTerm;
    if (type === 'ref' && Array.isArray(value)) {
      const [first, ...rest] = value as RegoTerm[];
      if (first.type === 'var') {
        read(first, rest);
      }
    }
    if (type === 'var' && value !== 'data' && !imported.has(value)) {
      read(node as unknown as RegoTerm, []);
    }
  });
  return [...reads.values()];
}

/**
 * The modules that decisions by some modules depend on, with those themselves.
 *
 * @param roots - the modules that are asked
 */
export function reachableFrom(
  roots: ParsedModule[],
  modules: ParsedModule[],
): { modules: Set<ParsedModule>; reads: DataPath[] } {
  const reached = new Set(roots);
  const reads: DataPath[] = [];
  // What is added on the way is visited too.
  for (const { tree } of reached) {
    const found = readsOf(tree);
    reads.push(...found);
    for (const other of modules) {
      if (!reached.has(other) && isReached(other, found)) {
        reached.add(other);
      }
    }
  }
  return { modules: reached, reads };
}

function isReached(module: ParsedModule, reads: DataPath[]): boolean {
  return rulesOf(module).some(({ at }) =>
    reads.some(read => overlaps(read, at)),
  );
}

function partOf({ type, value }: RegoTerm): string | undefined {
  return type === 'string' ? String(value) : undefined;
}

/** A rule is not read by its own name. */
function withoutName(rule: RegoRule): RegoRule {
  return {
    ...rule,
    head: { ...rule.head, ref: rule.head.ref?.slice(1) },
    else: rule.else && withoutName(rule.else),
  };
}
