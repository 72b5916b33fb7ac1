import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findTokens } from '../configFiles.mjs';
import { fromRoot } from '../processes.mjs';
import { step } from '../steps.mjs';
import { definitions } from './definitions.mjs';
import { EngineServer } from './EngineServer.mjs';
import { runningOverlay } from './overlay.mjs';
import { findProgram, programAdvice, programs } from './programs.mjs';
import { ensureSecrets } from './secrets.mjs';

/** The sets in a folder of the overlay, which is relative to packages/backend, as absolute paths. */
export function setsIn(folder) {
  const absolute = resolve(fromRoot('packages/backend'), folder);
  if (!existsSync(absolute)) {
    return [];
  }
  return readdirSync(absolute)
    .map(name => join(absolute, name))
    .filter(path => existsSync(join(path, 'policy-set.yaml')));
}

async function startAll({ folder, port, onDeath }) {
  const secrets = ensureSecrets(folder);
  const missing = [];
  const servers = [];
  const stop = () => Promise.all(servers.map(server => server.stop()));
  try {
    for (const [name, { program }] of Object.entries(definitions)) {
      const path = findProgram(program);
      if (!path) {
        missing.push(
          `Engine ${name} is left out, as there is no ${
            programs[program].title
          }; ${programAdvice(program)}`,
        );
        continue;
      }
      const server = await EngineServer.create({
        name,
        path,
        folder: join(folder, name),
        portalUrl: `http://127.0.0.1:${port}`,
        secrets,
      });
      servers.push(server);
      await step(
        [`engine ${name}:`, server.title, server.version]
          .filter(Boolean)
          .join(' '),
        () => server.start({ onDeath }),
      );
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { servers, missing, stop };
}

/**
 * Starts the servers that this machine has the programs of, and makes the configuration for them.
 *
 * @param folder - what the servers and the portal keep, secrets among it
 * @param localConfigFile - its tokens stay good
 * @param configs - what a person gave with `--config`: files that come after, whose tokens stay good instead
 * @param onDeath - called with a server that ended by itself, and by what
 * @returns the servers, `missing` with advice, and what `startBackend` needs
 */
export async function startServers({
  folder,
  port,
  localConfigFile,
  configs = [],
  onDeath,
}) {
  const { parse } = await import('yaml');
  const read = file => parse(readFileSync(file, 'utf8'));
  const { servers, missing, stop } = await startAll({ folder, port, onDeath });
  const overlay = runningOverlay(
    read(fromRoot('app-config.engines.yaml')),
    findTokens([{ content: read(localConfigFile) }, ...configs])?.content,
    servers.map(({ name }) => name),
    source => setsIn(source).length > 0,
  );
  const write = (name, content) => {
    const file = join(folder, name);
    writeFileSync(file, JSON.stringify(content, null, 2), { mode: 0o600 });
    return file;
  };
  const configFile = write('app-config.yaml', overlay);
  const { auth } = overlay.backend;
  return {
    servers,
    missing,
    stop,
    overlay,
    configFile,
    configFiles: [
      configFile,
      ...configs.map(({ file }) => file),
      // A list of their own would take the tokens of servers away.
      ...(findTokens(configs)
        ? [write('app-config.tokens.yaml', { backend: { auth } })]
        : []),
    ],
    environment: Object.assign(
      {},
      ...servers.map(({ environment }) => environment),
    ),
  };
}
