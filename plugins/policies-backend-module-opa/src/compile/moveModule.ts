import { RegoModule, RegoTerm, walk } from '../program/syntaxTree';

/*
 * Several revisions stand in one OPA side by side, each below `data.portal.<key>`. A module is moved there
 * by its text: the prefix goes behind every root `data` and before the path of its package, at the places
 * that OPA's own parser tells. Everything else stays as it is written, line by line.
 */

const DATA = Buffer.from('data').toString('base64');

/** Version of the answers of the entry module: another one is another place, so that none is mistaken. */
const ANSWER_VERSION = 'v2';

/**
 * Name under which a revision stands in OPA.
 *
 * @param owner - of the bundle, so that nobody decides by that of another replica
 */
export function keyOf(set: string, revision: string, owner: string): string {
  return [
    's',
    set.replace(/-/g, '_'),
    revision.slice(0, 16),
    ANSWER_VERSION,
    owner,
  ].join('_');
}

/**
 * Moves a module below `data.portal.<key>`.
 *
 * @throws Error when a place is not where the parser says
 */
export function moveModule(
  content: string,
  tree: RegoModule,
  key: string,
): string {
  // Columns count bytes.
  const lines = content.split('\n').map(line => Buffer.from(line, 'utf8'));
  const insertions = new Map<number, Map<number, string>>();
  const insert = (
    term: RegoTerm,
    word: string,
    behind: number,
    text: string,
  ) => {
    const row = term.location!.row - 1;
    const column = term.location!.col - 1;
    const found = lines[row]
      ?.subarray(column, column + Buffer.byteLength(word))
      .toString('utf8');
    if (found !== word && !found?.startsWith('[')) {
      throw new Error(
        `'${word}' is not found at line ${row + 1}; write it in one piece`,
      );
    }
    const ofRow = insertions.get(row) ?? new Map<number, string>();
    insertions.set(row, ofRow.set(column + behind, text));
  };
  const [, first] = tree.package.path;
  insert(first, String(first.value), 0, `portal.${key}.`);
  walk({ imports: tree.imports, rules: tree.rules }, node => {
    const term = node as unknown as RegoTerm;
    const { type, value, location } = term;
    if (type === 'var' && value === 'data' && location?.text === DATA) {
      insert(term, 'data', 'data'.length, `.portal.${key}`);
    }
  });
  return lines
    .map((line, row) => withInsertions(line, insertions.get(row)))
    .join('\n');
}

function withInsertions(
  line: Buffer,
  insertions: Map<number, string> = new Map(),
): string {
  const parts: string[] = [];
  let end = 0;
  for (const [column, text] of [...insertions].sort(([a], [b]) => a - b)) {
    parts.push(line.subarray(end, column).toString('utf8'), text);
    end = column;
  }
  return [...parts, line.subarray(end).toString('utf8')].join('');
}

/** True when a module and every `data` in it are below `data.portal.<key>`. */
export function isMoved(tree: RegoModule, key: string): boolean {
  let moved =
    tree.package.path[1]?.value === 'portal' &&
    tree.package.path[2]?.value === key;
  const roots = new Set<unknown>();
  const all: unknown[] = [];
  walk({ imports: tree.imports, rules: tree.rules }, node => {
    const { type, value } = node as unknown as RegoTerm;
    if (type === 'var' && value === 'data') {
      all.push(node);
    }
    if (type === 'ref' && Array.isArray(value)) {
      const [root, portal, revision] = value as RegoTerm[];
      if (root?.type === 'var' && root.value === 'data') {
        roots.add(root);
        moved &&=
          portal?.type === 'string' &&
          portal.value === 'portal' &&
          revision?.type === 'string' &&
          revision.value === key;
      }
    }
  });
  return moved && all.every(node => roots.has(node));
}
