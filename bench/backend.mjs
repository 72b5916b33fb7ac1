import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend, untilReady } from '../scripts/backend.mjs';
import { requireFree } from '../scripts/port.mjs';
import { Problem } from '../scripts/Problem.mjs';
import { fromRoot, onEnd, stop } from '../scripts/processes.mjs';

/** A folder that is gone when the benchmark ends. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'portal-bench-'));
  const remove = onEnd(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, remove };
}

/** The tokens are good for every plugin: the bare route and the catalog are asked with them too. */
function configuration(tokens, settings) {
  return {
    ...settings,
    backend: {
      auth: {
        externalAccess: Object.entries(tokens).map(([subject, token]) => ({
          type: 'static',
          options: { token, subject },
        })),
      },
    },
  };
}

/**
 * Starts a backend of its own, on an empty database in a temporary folder and with a token of its
 * own, gives it to `work`, and stops it.
 *
 * @param port - loopback port to listen on
 * @param settings - configuration beside that of the portal
 * @param callers - names of further callers, each with a token in `tokens`
 * @param prepare - called with the folder and the file of that configuration; returns another file
 *   (`configFile`) and variables (`environment`)
 */
export async function withBackend(
  { port, settings = {}, callers = [], prepare = () => ({}) },
  work,
) {
  await requireFree(port);
  const { folder, remove } = temporaryFolder();
  const tokens = Object.fromEntries(
    ['bench', ...callers].map(caller => [
      caller,
      randomBytes(36).toString('base64url'),
    ]),
  );
  const localConfigFile = join(folder, 'app-config.bench.yaml');
  const dataFolder = join(folder, 'data');
  mkdirSync(dataFolder);
  // JSON is YAML.
  writeFileSync(
    localConfigFile,
    JSON.stringify(configuration(tokens, settings)),
    { mode: 0o600 },
  );
  const { configFile, environment } = await prepare({
    folder,
    localConfigFile,
  });
  const started = performance.now();
  const backend = startBackend({
    port,
    dataFolder,
    localConfigFiles: [localConfigFile, configFile].filter(Boolean),
    environment,
    entry: fromRoot('bench/backend.ts'),
  });
  try {
    if (!(await untilReady(backend, port))) {
      throw new Problem('Stopped', 'The benchmark was ended before its end');
    }
    return await work({
      base: `http://127.0.0.1:${port}`,
      token: tokens.bench,
      tokens,
      pid: backend.child.pid,
      started,
    });
  } finally {
    await stop(backend.child);
    await remove();
  }
}
