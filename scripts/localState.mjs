import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fromRoot } from './processes.mjs';
import { tellPath } from './stateFolders.mjs';

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

/**
 * Before PORTAL_DATA moved everything, the configuration stayed in the checkout: services that know its token
 * keep it.
 */
function adoptEarlierConfig({ config, databases }, earlier) {
  if (
    !existsSync(config) &&
    existsSync(earlier) &&
    existsSync(join(databases, 'policies.sqlite'))
  ) {
    copyFileSync(earlier, config);
    console.log(
      `\nThe configuration of this machine is in "${config}" from now on, copied from ${tellPath(
        earlier,
      )}.\n`,
    );
  }
}

/**
 * Makes the configuration with the token, once; a token of an earlier version is narrowed.
 *
 * @param folders - those of `stateFolders`, made by `ensureHome`
 * @param earlier - where it was before PORTAL_DATA moved it
 */
export async function ensureLocalConfig(
  folders,
  earlier = fromRoot('.portal', 'app-config.local.yaml'),
) {
  const { config: file } = folders;
  adoptEarlierConfig(folders, earlier);
  if (!existsSync(file)) {
    // 36 random bytes are 48 characters.
    writeFileSync(file, localConfig(randomBytes(36).toString('base64url')), {
      mode: 0o600,
    });
  }
  chmodSync(file, 0o600);
  const found = readFileSync(file, 'utf8');
  const { config, warning } = await narrowTokens(found, tellPath(file));
  if (config !== found) {
    writeFileSync(file, config, { mode: 0o600 });
  }
  if (warning) {
    console.log(`\n${warning}`);
  }
  return { file, token: readToken(config) };
}
