import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { EngineServer } from '../scripts/engines/EngineServer.mjs';
import {
  findProgram,
  programAdvice,
  versionOf,
} from '../scripts/engines/programs.mjs';
import { findFreePort } from '../scripts/port.mjs';
import { Problem } from '../scripts/Problem.mjs';
import { fromRoot } from '../scripts/processes.mjs';

/*
 * Servers of engines as people run them without a portal: with the policies of the set `records` in
 * files, asked by their own APIs. What the fixture gives to a driver of the portal, which finds the
 * policies that apply, is here what a team would write by hand.
 */

const fixture = language =>
  fromRoot('plugins/policies-node/conformance', language, 'base');

/** Any of the four policies allows. */
const opaMain = `package records

allow if data.records.readers.allow
allow if data.records.writers.allow
allow if data.records.archivists.allow
allow if data.records.soft_delete.allow
`;

const servers = {
  opa: {
    health: '/health',
    define: (folder, [port]) => {
      writeFileSync(join(folder, 'main.rego'), opaMain);
      for (const part of ['policies', 'lib']) {
        cpSync(join(fixture('rego'), part), join(folder, part), {
          recursive: true,
        });
      }
      return [
        ...['run', '--server', '--addr', `127.0.0.1:${port}`],
        ...['--log-level=error', '--skip-version-check', 'main.rego'],
        ...['policies', 'lib'],
      ];
    },
  },
  cerbos: {
    health: '/_cerbos/health',
    define: (folder, [port, grpcPort]) => {
      const store = join(folder, 'store');
      for (const part of ['policies', '_schemas']) {
        cpSync(join(fixture('cerbos'), part), join(store, part), {
          recursive: true,
          filter: path => !/_test\.yaml$/.test(path),
        });
      }
      const settings = {
        'server.httpListenAddr': `127.0.0.1:${port}`,
        'server.grpcListenAddr': `127.0.0.1:${grpcPort}`,
        'storage.driver': 'disk',
        'storage.disk.directory': store,
        'telemetry.disabled': 'true',
      };
      return [
        ...['server', '--log-level=error', '--debug-listen-addr='],
        ...Object.entries(settings).map(
          ([name, value]) => `--set=${name}=${value}`,
        ),
      ];
    },
  },
};

/**
 * Starts a server.
 *
 * @param program - `opa` or `cerbos`
 * @param folder - for its files
 * @returns it runs; `stop` ends it
 */
export async function startDirect(program, folder) {
  const path = findProgram(program);
  if (!path) {
    throw new Problem(`There is no ${program}`, programAdvice(program));
  }
  mkdirSync(folder, { recursive: true });
  const port = await findFreePort(8281);
  const grpcPort = await findFreePort(port + 1);
  const { define, health } = servers[program];
  const server = new EngineServer({
    name: program,
    title: program,
    version: await versionOf(program, path),
    path,
    args: define(folder, [port, grpcPort]),
    folder,
    environment: {},
    url: `http://127.0.0.1:${port}`,
    health,
  });
  await server.start();
  return server;
}

/**
 * Writes the set `records` for engines of the portal, each under the name `records-<engine>`.
 *
 * @param languages - folders of the conformance fixtures by engine
 */
export function writeSets(folder, languages) {
  for (const [engine, language] of Object.entries(languages)) {
    const set = join(folder, `records-${engine}`);
    cpSync(fixture(language), set, { recursive: true });
    const manifest = join(set, 'policy-set.yaml');
    writeFileSync(
      manifest,
      readFileSync(manifest, 'utf8')
        .replace('name: records\n', `name: records-${engine}\n`)
        // A resource type leads to one set, and these are asked by their names.
        .replace(
          'resourceTypes: [record]',
          `resourceTypes: [record-${engine}]\n  types: { record-${engine}: record }`,
        ),
    );
  }
  return readdirSync(folder);
}
