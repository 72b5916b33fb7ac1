import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const names = ['opaPortalToken', 'opaToken', 'openfgaToken', 'cerbosPassword'];

/** Secrets between the portal and the servers of this machine: made at the first start and kept. */
export function ensureSecrets(folder) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'secrets.json');
  const known = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const missing = names.filter(name => !known[name]);
  for (const name of missing) {
    known[name] = randomBytes(36).toString('base64url');
  }
  if (missing.length) {
    writeFileSync(file, JSON.stringify(known, null, 2), { mode: 0o600 });
  }
  return known;
}
