import { Diagnostic, PolicyFile } from '@internal/plugin-policies-common';
import { posix } from 'path';
import { parse } from 'yaml';
import { ParsedModule } from './parseFiles';
import { problem } from './problem';
import { RegoModule, RegoTerm, rulePath, walk } from '../program/syntaxTree';

/** What the input of a decision has: the parts of an AuthZEN request. */
const INPUT = ['subject', 'action', 'resource', 'context'];

interface Read {
  path: string[];
  term: RegoTerm;
}

/**
 * Finds reads that are undefined whatever is asked: of an input of another form, which no request has, and of
 * data that no file of the set defines. A rule that denies by them would never do so.
 *
 * @param modules - without tests
 * @param data - base documents of the set, where OPA expects them
 */
export function checkReads(
  modules: ParsedModule[],
  data: PolicyFile[],
): Diagnostic[] {
  return [...checkInput(modules), ...checkDataReads(modules, data)];
}

function checkInput(modules: ParsedModule[]): Diagnostic[] {
  // Who hands on an input of another form knows what it has.
  if (modules.some(({ tree }) => replacesInput(tree))) {
    return [];
  }
  return modules.flatMap(({ file, tree }) =>
    firstOfEach(
      readsOf(tree, 'input').filter(
        ({ path: [part] }) => !INPUT.includes(part),
      ),
    ).map(({ path: [part], term }) =>
      problem({
        file: file.path,
        row: term.location?.row,
        column: term.location?.col,
        message: `'${file.path}' reads 'input.${part}', which no request has`,
        help: `Requests have ${INPUT.map(name => `'input.${name}'`).join(
          ', ',
        )}: read it there, for example as 'input.context.${part}'.`,
      }),
    ),
  );
}

function checkDataReads(
  modules: ParsedModule[],
  data: PolicyFile[],
): Diagnostic[] {
  const defined = treeOf([
    ...modules.flatMap(({ tree }) =>
      (tree.rules ?? []).map(rule => rulePath(tree, rule)),
    ),
    ...data.flatMap(documentsOf),
  ]);
  return modules.flatMap(({ file, tree }) =>
    firstOfEach(
      readsOf(tree, 'data').filter(({ path }) => !isDefined(path, defined)),
    ).map(({ path, term }) =>
      problem({
        severity: 'warning',
        file: file.path,
        row: term.location?.row,
        column: term.location?.col,
        message: `'${file.path}' reads 'data.${path.join(
          '.',
        )}', which no file of the set defines`,
        help: `Bring it in 'data.json', or take the reference out.`,
      }),
    ),
  );
}

/** Names that stand below a name; none where all below it is defined. */
type Names = Map<string, Names>;

/** @param paths - `undefined` for a part that only the evaluation gives: anything may stand there */
function treeOf(paths: Array<Array<string | undefined>>): Names {
  const root: Names = new Map();
  const whole = new Set<Names>();
  for (const path of paths) {
    let names = root;
    for (const part of path) {
      if (part === undefined || whole.has(names)) {
        break;
      }
      const below: Names = names.get(part) ?? new Map();
      names.set(part, below);
      names = below;
    }
    whole.add(names);
    names.clear();
  }
  return root;
}

/** True where a path is defined, leads to what is, or lies in it. */
function isDefined(path: string[], tree: Names): boolean {
  let names = tree;
  for (const part of path) {
    const below = names.get(part);
    if (!below) {
      return false;
    }
    if (!below.size) {
      return true;
    }
    names = below;
  }
  return true;
}

/** References to what stands below a root, up to the first part that only the evaluation gives. */
function readsOf(tree: RegoModule, root: string): Read[] {
  const reads: Read[] = [];
  walk({ imports: tree.imports, rules: tree.rules }, node => {
    const { type, value } = node as unknown as RegoTerm;
    if (type !== 'ref' || !Array.isArray(value)) {
      return;
    }
    const [first, ...rest] = value as RegoTerm[];
    const end = rest.findIndex(part => part.type !== 'string');
    const path = (end < 0 ? rest : rest.slice(0, end)).map(part =>
      String(part.value),
    );
    if (first?.type === 'var' && first.value === root && path.length) {
      reads.push({ path, term: first });
    }
  });
  return reads;
}

function firstOfEach(reads: Read[]): Read[] {
  const ordered = reads.sort(
    (a, b) => (a.term.location?.row ?? 0) - (b.term.location?.row ?? 0),
  );
  return [
    ...new Map(
      [...ordered].reverse().map(read => [read.path.join('.'), read]),
    ).values(),
  ].reverse();
}

/** True for `with input as …`. */
function replacesInput(tree: RegoModule): boolean {
  let found = false;
  walk(tree.rules, ({ target }) => {
    const { value } = (target ?? {}) as RegoTerm;
    const root = Array.isArray(value) ? (value as RegoTerm[])[0]?.value : value;
    found ||= root === 'input';
  });
  return found;
}

/** Where the documents of a file stand below `data`: those right below its folder, or all of it. */
function documentsOf({ path, content }: PolicyFile): string[][] {
  const folder = posix.dirname(path);
  const place = folder === '.' ? [] : folder.split('/');
  const value: unknown = path.endsWith('.json')
    ? JSON.parse(content)
    : parse(content, { merge: true });
  const keys =
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.keys(value)
      : [];
  return keys.length ? keys.map(key => [...place, key]) : [place];
}
