const TOKEN = /"(?:\\.|[^"\\\n])*"|`[^`]*`|#[^\n]*/g;
const IMPORT =
  /^[ \t]*import[ \t]+data((?:\.\w+|\["[^"\n]*"\])*)(?:[ \t]+as[ \t]+(\w+))?[ \t\r]*;?[ \t\r]*$/gm;
const PACKAGE = /^[ \t]*package[ \t]+([^\s;]+)/m;

/** First name of the package of a module. */
export function rootOf(content: string): string | undefined {
  const path = PACKAGE.exec(withPlainStrings(content))?.[1];
  return path === undefined ? undefined : partsOf(`.${path}`)[0];
}

/**
 * Places below `data` that the text of a module reads, by itself and behind its imports. Each goes up to the
 * first part that only the evaluation gives, where all that stands there may be read.
 */
export function readsIn(content: string): string[][] {
  const plain = withPlainStrings(content);
  const roots: Array<{ name: string; at: string[] }> = [
    { name: 'data', at: [] },
  ];
  const text = plain.replace(IMPORT, (_all, path: string, alias?: string) => {
    const at = partsOf(path);
    const name = alias ?? at[at.length - 1];
    if (name !== undefined) {
      roots.push({ name, at });
    }
    return '';
  });
  return roots.flatMap(({ name, at }) =>
    [
      ...text
        .replace(/^[ \t]*package[ \t]+[^\s;]+/gm, '')
        .matchAll(
          new RegExp(
            `(?<![\\w."])${escape(
              name,
            )}(?![\\w"])((?:\\.\\w+|\\["(?:\\\\.|[^"\\\\\\n])*"\\])*)`,
            'g',
          ),
        ),
    ].map(([, rest]) => [...at, ...partsOf(rest)]),
  );
}

/** The text without comments, and without strings that are no part of a reference. */
function withPlainStrings(content: string): string {
  return content.replace(TOKEN, (token, offset: number) => {
    if (token.startsWith('#')) {
      return '';
    }
    if (content[offset - 1] !== '[') {
      return '""';
    }
    return JSON.stringify(
      token.startsWith('`') ? token.slice(1, -1) : unquoted(token),
    );
  });
}

function unquoted(token: string): string {
  try {
    return JSON.parse(token);
  } catch {
    return token.slice(1, -1);
  }
}

function partsOf(text: string): string[] {
  return [...text.matchAll(/\.(\w+)|\[("(?:\\.|[^"\\\n])*")\]/g)].map(
    ([, name, quoted]) => name ?? unquoted(quoted),
  );
}

function escape(name: string): string {
  return name.replace(/[^\w]/g, '\\$&');
}
