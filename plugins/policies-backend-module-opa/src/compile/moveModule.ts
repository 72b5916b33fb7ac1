import { RegoModule, RegoTerm, walk } from './syntaxTree';

/*
 * Several revisions stand in one OPA side by side, each below `data.portal.<key>`. A module is moved there
 * by its text: the prefix goes behind every root `data` and before the path of its package, at the places
 * that OPA's own parser tells. Everything else stays as it is written, line by line.
 */

const DATA = Buffer.from('data').toString('base64');

/** Version of the answers of the entry module: another one is another place, so that none is mistaken. */
const ANSWER_VERSION = 'v2';

/** Name under which a revision stands in OPA. */
export function keyOf(set: string, revision: string): string {
  return `s_${set.replace(/-/g, '_')}_${revision.slice(
    0,
    16,
  )}_${ANSWER_VERSION}`;
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
  const lines = content.split('\n');
  const insertions: Array<{ row: number; column: number; text: string }> = [];
  const [, first] = tree.package.path;
  insertions.push(place(lines, first, `portal.${key}.`, 0));
  walk({ ...tree, package: undefined }, node => {
    const { type, value, location } = node as unknown as RegoTerm;
    if (type === 'var' && value === 'data' && location?.text === DATA) {
      insertions.push(
        place(
          lines,
          node as unknown as RegoTerm,
          `.portal.${key}`,
          'data'.length,
          'data',
        ),
      );
    }
  });
  const unique = new Map(
    insertions.map(item => [`${item.row}:${item.column}`, item]),
  );
  for (const { row, column, text } of [...unique.values()].sort(
    (a, b) => b.column - a.column,
  )) {
    const line = lines[row];
    lines[row] = line.slice(0, column) + text + line.slice(column);
  }
  return lines.join('\n');
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

function place(
  lines: string[],
  { location, value }: RegoTerm,
  text: string,
  behind: number,
  word = String(value),
) {
  const row = location!.row - 1;
  const line = lines[row] ?? '';
  // Columns count bytes; a line may hold other characters before.
  const column = Buffer.from(line, 'utf8')
    .subarray(0, location!.col - 1)
    .toString('utf8').length;
  if (!line.startsWith(word, column) && !line.startsWith('[', column)) {
    throw new Error(
      `'${word}' is not found at line ${row + 1}; write it in one piece`,
    );
  }
  return { row, column: column + behind, text };
}
