import { startBackend, untilReady } from './backend.mjs';
import { curl, exampleRequest } from './exampleRequest.mjs';
import { prepareState } from './prepareState.mjs';
import { tellPath } from './stateFolders.mjs';
import { step } from './steps.mjs';

/** Sets up, builds and serves the portal until it is stopped. */
export async function portal(options) {
  const { port, verbose } = options;
  const state = await prepareState('portal', options);
  const { data, configs, usesFiles, localConfigFile } = state;
  try {
    const backend = startBackend({
      port,
      dataFolder: data.folder,
      localConfigFiles: [localConfigFile, ...configs.map(({ file }) => file)],
      verbose,
      usesFiles,
    });
    if (await step('start', () => untilReady(backend, port))) {
      await printWelcome({ port, ...state });
    }
    return await backend.ended;
  } finally {
    await data.remove();
  }
}

async function printWelcome({ port, token, tokenFile, localConfigFile }) {
  console.log(`\nThe portal is at http://localhost:${port}\n`);
  if (token) {
    console.log('Ask it for a decision, as a service would:\n');
    console.log(curl({ port, token, request: await exampleRequest() }));
    console.log(`\nThe token is kept in ${tellPath(tokenFile)}.`);
  } else if (tokenFile === localConfigFile) {
    console.log(`There is no service token in ${tellPath(tokenFile)}.`);
    console.log('Remove that file to have a new one made at the next start.');
  } else {
    console.log(`Services ask with the tokens of ${tellPath(tokenFile)}.`);
  }
  console.log('Ctrl+C stops the portal.');
}
