#!/usr/bin/env node
// Several backends on one PostgreSQL, as a company would run them: for tests and benchmarks.
// node scripts/replicas.mjs [--port 7057] [--count 3]
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startBackend, untilReady } from './backend.mjs';
import { makeTemporaryDataFolder } from './dataFolder.mjs';
import { localConfig } from './localState.mjs';
import { requireFree } from './port.mjs';
import {
  configuredPostgres,
  findPostgres,
  postgresAdvice,
  startPostgres,
} from './postgres.mjs';
import { Problem, printProblem } from './Problem.mjs';
import { buildApp, install } from './preparation.mjs';
import { stop } from './processes.mjs';

/** A connection string of a server that runs, or that is started for this. */
export async function connectPostgres() {
  const configured = configuredPostgres();
  if (configured) {
    return { connection: process.env[configured], stop: async () => {} };
  }
  const binaries = findPostgres();
  if (!binaries) {
    throw new Problem('There is no PostgreSQL', postgresAdvice);
  }
  const server = await startPostgres(binaries);
  return {
    connection: Object.values(server.environment)[0],
    stop: server.stop,
  };
}

/**
 * Starts backends that share a PostgreSQL.
 *
 * @param port - of the first; the others follow
 * @returns base URLs, the token of a service, and `stop`
 */
export async function startReplicas({ port, count, settings = {} }) {
  const ports = Array.from({ length: count }, (_, index) => port + index);
  await Promise.all(ports.map(requireFree));
  const data = makeTemporaryDataFolder();
  const postgres = await connectPostgres();
  const token = randomBytes(36).toString('base64url');
  const backends = [];
  const stopAll = async () => {
    await Promise.all(backends.map(({ child }) => stop(child)));
    await postgres.stop();
    await data.remove();
  };
  try {
    const tokenFile = join(data.folder, 'app-config.token.yaml');
    writeFileSync(tokenFile, localConfig(token), { mode: 0o600 });
    const settingsFile = join(data.folder, 'app-config.replicas.yaml');
    // JSON is YAML.
    writeFileSync(
      settingsFile,
      JSON.stringify({
        ...settings,
        backend: {
          database: {
            client: 'pg',
            connection: postgres.connection,
            prefix: 'replicas_',
          },
        },
      }),
      { mode: 0o600 },
    );
    // The first makes the tables; the others find them.
    for (const one of ports) {
      const dataFolder = join(data.folder, `data-${one}`);
      mkdirSync(dataFolder);
      const backend = startBackend({
        port: one,
        dataFolder,
        localConfigFiles: [tokenFile, settingsFile],
      });
      backends.push(backend);
      if (!(await untilReady(backend, one))) {
        throw new Problem('Stopped', 'It was ended before all had started');
      }
    }
    return {
      urls: ports.map(one => `http://localhost:${one}`),
      token,
      pids: backends.map(({ child }) => child.pid),
      ended: Promise.race(backends.map(({ ended }) => ended)),
      stop: stopAll,
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

/** A whole number among the arguments. */
export function option(name, byDefault) {
  const index = process.argv.indexOf(`--${name}`);
  const value = Number(index < 0 ? byDefault : process.argv[index + 1]);
  if (!Number.isInteger(value) || value < 1) {
    throw new Problem(
      `"${process.argv[index + 1]}" is no number for --${name}`,
      'Give a whole number',
    );
  }
  return value;
}

async function main() {
  const port = option('port', 7057);
  const count = option('count', 3);
  await install();
  await buildApp();
  const replicas = await startReplicas({ port, count });
  console.log(`\nReplicas: ${replicas.urls.join(' ')}`);
  console.log('Ctrl+C stops them.');
  try {
    return await replicas.ended;
  } finally {
    await replicas.stop();
  }
}

if (process.argv[1]?.endsWith('replicas.mjs')) {
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
