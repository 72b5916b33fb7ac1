import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fromRoot } from './processes.mjs';

const example = 'estate/sets/withdrawals';

// What is asked when the example company's cases were removed or changed.
const fallback = {
  subject: { type: 'user', id: 'ana' },
  action: { name: 'request' },
  resource: {
    type: 'Withdrawal',
    id: 'w-1001',
    properties: { owner: { type: 'User', id: 'ana' }, amount: 2500 },
  },
  context: { mfa: true },
};

/** The cases of a set, in the order of their files; none when they cannot be read. */
export async function casesOf(set) {
  try {
    const { parse } = await import('yaml');
    const folder = fromRoot(set, 'tests');
    return readdirSync(folder)
      .filter(name => name.endsWith('.yaml'))
      .sort()
      .flatMap(name => parse(readFileSync(join(folder, name), 'utf8')));
  } catch {
    return [];
  }
}

/** A request to try: the first case of the example company's withdrawals. */
export async function exampleRequest() {
  const [first] = await casesOf(example);
  return first?.request?.subject ? first.request : fallback;
}

/**
 * The request as a command to paste into a shell.
 *
 * @param token - the token, or with a dollar sign the variable of the shell that holds it
 * @param set - ask this set, rather than the one that the type of the resource leads to
 */
export function curl({ port, token, request, set }) {
  const body = JSON.stringify(request).replaceAll("'", `'\\''`);
  const quote = token.startsWith('$') ? '"' : "'";
  const path = `${set ? `sets/${set}/` : ''}access/v1/evaluation`;
  return [
    `curl -X POST http://localhost:${port}/api/policies/${path}`,
    `  -H ${quote}Authorization: Bearer ${token}${quote}`,
    `  -H 'Content-Type: application/json'`,
    `  -d '${body}'`,
  ].join(' \\\n');
}
