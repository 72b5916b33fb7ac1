import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Problem } from './Problem.mjs';
import { fromRoot, onEnd } from './processes.mjs';

/** What the token that is made here may do: ask and search, nothing that changes anything. */
const narrow = `        accessRestrictions:
          - plugin: policies
            permission: [policies.decision.evaluate, policies.decision.search]
`;

/** As it was made before the token was narrowed. */
const wide = `        accessRestrictions:
          - plugin: policies
`;

/** The configuration of this machine alone: the token of its services. */
export function localConfig(token, restrictions = narrow) {
  return `# Made by the first \`npm run portal\` for this machine. Yours to change; git ignores it.
backend:
  auth:
    externalAccess:
      # A service that asks for decisions: Authorization: Bearer <token>
      - type: static
        options:
          token: ${token}
          subject: local-service
${restrictions}`;
}

/** The token in a configuration, as a person may have changed it. */
export function readToken(config) {
  return /^\s+token:\s*['"]?([^\s'"]+)/m.exec(config)?.[1];
}

/** Subjects of the tokens in a configuration that may do more in the policies plugin than ask and search. */
async function wideSubjects(config) {
  const { parse } = await import('yaml');
  const entries = parse(config)?.backend?.auth?.externalAccess;
  return (Array.isArray(entries) ? entries : [])
    .filter(({ accessRestrictions }) =>
      accessRestrictions?.length
        ? accessRestrictions.some(
            ({ plugin, permission }) =>
              plugin === 'policies' && !permission?.length,
          )
        : true,
    )
    .map(({ options }) => options?.subject ?? 'unnamed');
}

/**
 * The configuration of this machine with its token narrowed to what a service needs. What a person
 * changed is left as it is, and `warning` tells them what to write.
 *
 * @returns {Promise<{ config: string, warning?: string }>}
 */
export async function narrowTokens(config, file) {
  const token = readToken(config);
  if (token && config === localConfig(token, wide)) {
    return {
      config: localConfig(token),
      warning: `The token in ${file} could do nearly everything. From now on it asks for decisions and searches, and nothing else.\n`,
    };
  }
  const subjects = await wideSubjects(config).catch(() => []);
  if (!subjects.length) {
    return { config };
  }
  return {
    config,
    warning: `The token of ${subjects
      .map(subject => `"${subject}"`)
      .join(
        ', ',
      )} in ${file} may do more than ask for decisions: it reads the decision log, opens changes and has sources read.
For a service that only asks, write below its entry in that file:

${narrow}`,
  };
}

/** Makes the folder ".portal" and the token in it, once; a token of an earlier version is narrowed. */
export async function ensureLocalConfig() {
  const folder = fromRoot('.portal');
  const file = join(folder, 'app-config.local.yaml');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  if (!existsSync(file)) {
    // 36 random bytes are 48 characters.
    writeFileSync(file, localConfig(randomBytes(36).toString('base64url')), {
      mode: 0o600,
    });
  }
  chmodSync(file, 0o600);
  const found = readFileSync(file, 'utf8');
  const { config, warning } = await narrowTokens(
    found,
    '.portal/app-config.local.yaml',
  );
  if (config !== found) {
    writeFileSync(file, config, { mode: 0o600 });
  }
  if (warning) {
    console.log(`\n${warning}`);
  }
  return { file, token: readToken(config) };
}

/** Closes a folder and the files in it to everybody else on this machine. */
function makePrivate(folder) {
  try {
    chmodSync(folder, 0o700);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        chmodSync(path, 0o700);
      } else if (entry.isFile()) {
        chmodSync(path, 0o600);
      }
    }
  } catch (error) {
    throw new Problem(
      `The data folder "${folder}" cannot be closed to others: ${error.code}`,
      `It holds tokens' keys and all decisions. Make it yours: sudo chown -R "$(id -un)" "${folder}", or set PORTAL_DATA to another`,
    );
  }
}

/**
 * The folder for the databases, which nobody else on the machine may read; a fresh one is removed when the
 * command ends.
 *
 * @param usual - where it is below ".portal" when nobody wants it elsewhere
 */
export function ensureDataFolder(fresh, usual = 'data') {
  // What is made from here on, logs and databases of children among it, is for this user alone.
  process.umask(0o077);
  if (fresh) {
    const folder = mkdtempSync(join(tmpdir(), 'portal-data-'));
    const remove = onEnd(() =>
      rmSync(folder, { recursive: true, force: true }),
    );
    return { folder, remove };
  }
  const folder = resolve(process.env.PORTAL_DATA || fromRoot('.portal', usual));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (
    statSync(folder).mode & 0o1000 ||
    folder === homedir() ||
    folder === '/'
  ) {
    throw new Problem(
      `"${folder}" is a folder of more than the portal`,
      `Let PORTAL_DATA name one of its own, such as ${join(
        folder,
        'portal-data',
      )}`,
    );
  }
  makePrivate(folder);
  return { folder, remove: async () => {} };
}
