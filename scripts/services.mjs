#!/usr/bin/env node
// The portal with services that have tokens of their own, and a log that keeps a part of what they ask: for
// tests. The app is built before. node scripts/services.mjs [--port 7067]
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startBackend, untilReady } from './backend.mjs';
import { makeTemporaryDataFolder } from './dataFolder.mjs';
import { requireFree } from './port.mjs';
import { Problem, printProblem } from './Problem.mjs';
import { stop } from './processes.mjs';
import { option } from './replicas.mjs';

/** Services of the example company that ask for decisions. */
const SERVICES = ['mobile-bff', 'order-gateway'];

async function main() {
  const port = option('port', 7067);
  await requireFree(port);
  const data = makeTemporaryDataFolder();
  const tokens = Object.fromEntries(
    SERVICES.map(service => [service, randomBytes(24).toString('hex')]),
  );
  const settings = join(data.folder, 'services.json');
  writeFileSync(
    settings,
    JSON.stringify({
      backend: {
        auth: {
          externalAccess: SERVICES.map(service => ({
            type: 'static',
            options: {
              token: tokens[service],
              subject: `component:default/${service}`,
            },
            accessRestrictions: [
              { plugin: 'policies', permission: 'policies.decision.evaluate' },
            ],
          })),
        },
      },
    }),
    { mode: 0o600 },
  );
  const backend = startBackend({
    port,
    dataFolder: data.folder,
    localConfigFiles: [settings],
  });
  try {
    if (await untilReady(backend, port)) {
      console.log(`Tokens: ${JSON.stringify(tokens)}`);
      console.log('Ctrl+C stops it.');
    }
    return await backend.ended;
  } finally {
    await stop(backend.child);
    await data.remove();
  }
}

if (process.argv[1]?.endsWith('services.mjs')) {
  main().then(
    code => process.exit(code ?? 0),
    error => {
      if (error instanceof Problem) {
        printProblem(error);
      } else {
        console.error(error);
      }
      process.exit(1);
    },
  );
}
