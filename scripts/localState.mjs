import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromRoot, onEnd } from './processes.mjs';

/** The configuration of this machine alone: the token of its services. */
export function localConfig(token) {
  return `# Made by the first \`npm run portal\` for this machine. Yours to change; git ignores it.
backend:
  auth:
    externalAccess:
      # A service that asks for decisions: Authorization: Bearer <token>
      - type: static
        options:
          token: ${token}
          subject: local-service
        accessRestrictions:
          - plugin: policies
`;
}

/** The token in a configuration, as a person may have changed it. */
export function readToken(config) {
  return /^\s+token:\s*['"]?([^\s'"]+)/m.exec(config)?.[1];
}

/** Makes the folder ".portal" and the token in it, once. */
export function ensureLocalConfig() {
  const folder = fromRoot('.portal');
  const file = join(folder, 'app-config.local.yaml');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(file)) {
    // 36 random bytes are 48 characters.
    writeFileSync(file, localConfig(randomBytes(36).toString('base64url')), {
      mode: 0o600,
    });
  }
  chmodSync(file, 0o600);
  return { file, token: readToken(readFileSync(file, 'utf8')) };
}

/**
 * The folder for the databases; a fresh one is removed when the command ends.
 *
 * @param usual - where it is below ".portal" when nobody wants it elsewhere
 */
export function ensureDataFolder(fresh, usual = 'data') {
  if (fresh) {
    const folder = mkdtempSync(join(tmpdir(), 'portal-data-'));
    const remove = onEnd(() =>
      rmSync(folder, { recursive: true, force: true }),
    );
    return { folder, remove };
  }
  const folder = process.env.PORTAL_DATA || fromRoot('.portal', usual);
  mkdirSync(folder, { recursive: true });
  return { folder, remove: async () => {} };
}
