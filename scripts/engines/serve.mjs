import { basename, join, relative } from 'node:path';
import { startBackend, untilReady } from '../backend.mjs';
import { casesOf, curl } from '../exampleRequest.mjs';
import { prepareState } from '../prepareState.mjs';
import { step } from '../steps.mjs';
import { definitions } from './definitions.mjs';
import { setsIn, startServers } from './startServers.mjs';

/** Sets up and serves the portal with every engine this machine has the server of. */
export async function serveEngines(options) {
  const { port, fresh, verbose } = options;
  const state = await prepareState('engines', options);
  const { folders, data, configs, usesFiles, token, localConfigFile } = state;
  let engines;
  try {
    engines = await startServers({
      folder: fresh ? join(data.folder, 'engines') : folders.engines,
      port,
      localConfigFile,
      configs,
      onDeath: (server, by) =>
        console.log(
          `The server of engine ${server.name}, process ${
            server.pid
          }, ended by ${by}; start it again: ${again(server)}`,
        ),
    });
    const backend = startBackend({
      port,
      dataFolder: data.folder,
      localConfigFiles: [localConfigFile, ...engines.configFiles],
      environment: engines.environment,
      verbose,
      usesFiles,
    });
    if (await step('start', () => untilReady(backend, port))) {
      await printWelcome({ ...engines, port, token });
    }
    return await backend.ended;
  } finally {
    await engines?.stop();
    await data.remove();
  }
}

function again({ startFile }) {
  const near = relative(process.cwd(), startFile);
  return `sh ${near.startsWith('..') ? startFile : near}`;
}

/** Engines with their servers and sets, as lines in columns. */
function tableOf({ overlay, servers }) {
  const rows = Object.entries(overlay.policies.engines).map(([name]) => {
    const server = servers.find(running => running.name === name);
    return server
      ? [
          name,
          `${server.title} ${server.version ?? ''}`,
          server.url,
          `process ${server.pid}`,
        ]
      : [name, 'in the portal', '', ''];
  });
  const widths = [0, 1, 2].map(column =>
    Math.max(...rows.map(row => row[column].length)),
  );
  return rows
    .map(row =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The first set of each folder of the overlay with the request of its first case. */
async function samplesOf({ overlay }) {
  const samples = [];
  for (const { folder } of overlay.policies.sources) {
    if (!definitions[basename(folder)]) {
      continue;
    }
    for (const set of setsIn(folder)) {
      const [first] = await casesOf(set);
      if (first?.request) {
        samples.push({
          engine: basename(folder),
          set: basename(set),
          request: first.request,
        });
        break;
      }
    }
  }
  return samples;
}

async function printWelcome({ port, token, servers, missing, ...engines }) {
  console.log(`\nThe portal is at http://localhost:${port}\n`);
  console.log(tableOf({ ...engines, servers }));
  for (const line of missing) {
    console.log(line);
  }
  const samples = await samplesOf(engines);
  if (token && samples.length) {
    console.log(`\nAsk a set of each engine:\n\nTOKEN=${token}`);
    for (const { engine, set, request } of samples) {
      console.log(`\n# ${engine}`);
      console.log(curl({ port, token: '$TOKEN', request, set }));
    }
  }
  const server = servers.find(({ name }) => name === samples[0]?.engine);
  if (server) {
    console.log(`
See an engine fail and the portal recover: kill one, ask again, start it again.

kill -9 ${server.pid}
${again(server)}

A server that hangs: kill -STOP ${server.pid}, and on with kill -CONT ${
      server.pid
    }`);
  }
  console.log('\nCtrl+C stops the portal and the servers.');
}
