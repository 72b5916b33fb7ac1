import { readFileSync, readdirSync } from 'node:fs';
import { fromRoot } from './processes.mjs';

const folder = 'estate/sets/withdrawals/tests';

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

/** A request to try: the first case of the example company's withdrawals. */
export async function exampleRequest() {
  try {
    const { parse } = await import('yaml');
    const [first] = readdirSync(fromRoot(folder)).sort();
    const [{ request }] = parse(readFileSync(fromRoot(folder, first), 'utf8'));
    return request?.subject ? request : fallback;
  } catch {
    return fallback;
  }
}

/** The request as a command to paste into a shell. */
export function curl({ port, token, request }) {
  const body = JSON.stringify(request).replaceAll("'", `'\\''`);
  return [
    `curl -X POST http://localhost:${port}/api/policies/access/v1/evaluation`,
    `  -H 'Authorization: Bearer ${token}'`,
    `  -H 'Content-Type: application/json'`,
    `  -d '${body}'`,
  ].join(' \\\n');
}
