import { relative } from 'node:path';
import { startBackend, untilReady } from './backend.mjs';
import { curl, exampleRequest } from './exampleRequest.mjs';
import { ensureDataFolder, ensureLocalConfig } from './localState.mjs';
import { requireFree } from './port.mjs';
import { buildApp, install } from './preparation.mjs';
import { fromRoot } from './processes.mjs';
import { step } from './steps.mjs';

/** Sets up, builds and serves the portal until it is stopped. */
export async function portal({ port, fresh, verbose }) {
  await requireFree(port);
  await install();
  await buildApp();

  const { file, token } = await ensureLocalConfig();
  const data = ensureDataFolder(fresh);
  try {
    const backend = startBackend({
      port,
      dataFolder: data.folder,
      localConfigFiles: [file],
      verbose,
    });
    if (await step('start', () => untilReady(backend, port))) {
      await printWelcome({ port, token, file: relative(fromRoot(), file) });
    }
    return await backend.ended;
  } finally {
    await data.remove();
  }
}

async function printWelcome({ port, token, file }) {
  console.log(`\nThe portal is at http://localhost:${port}\n`);
  if (token) {
    console.log('Ask it for a decision, as a service would:\n');
    console.log(curl({ port, token, request: await exampleRequest() }));
    console.log(`\nThe token is kept in ${file}.`);
  } else {
    console.log(`There is no service token in ${file}.`);
    console.log('Remove that file to have a new one made at the next start.');
  }
  console.log('Ctrl+C stops the portal.');
}
