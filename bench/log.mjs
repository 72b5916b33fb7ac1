import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromRoot } from '../scripts/processes.mjs';
import { untilRead } from './api.mjs';
import { temporaryFolder, withBackend } from './backend.mjs';
import { load, takeTurns } from './load.mjs';
import { untilQuiet } from './process.mjs';
import { medianOf, medianRatio } from './statistics.mjs';
import { row } from './table.mjs';
import { distinct } from './traffic.mjs';
import { withdrawalRequest } from './withdrawals.mjs';

const SET = 'withdrawals';
const EVALUATION = '/api/policies/access/v1/evaluation';

/** What it costs a decision that every one is logged, and that one waits until it is. */
export async function bench({ port, rounds, seconds, failures }) {
  const plain = temporaryFolder();
  const durable = temporaryFolder();
  writeSet(plain.folder, 'buffered');
  writeSet(durable.folder, 'durable');
  const configurations = {
    counted: {
      folder: plain.folder,
      decisions: { log: 'discard', logEntriesPerSecond: 0 },
    },
    spooled: { folder: plain.folder, decisions: { log: 'discard' } },
    stored: { folder: plain.folder, decisions: {} },
    durable: { folder: durable.folder, decisions: { log: 'discard' } },
  };
  try {
    return await withBackends(port, Object.entries(configurations), backends =>
      compare(backends, { rounds, seconds, failures }),
    );
  } finally {
    await plain.remove();
    await durable.remove();
  }
}

async function withBackends(port, [next, ...rest], work, started = {}) {
  if (!next) {
    return work(started);
  }
  const [name, { folder, decisions }] = next;
  const settings = { policies: { sources: [{ folder }], decisions } };
  return withBackend({ port, settings }, backend =>
    withBackends(port + 1, rest, work, { ...started, [name]: backend }),
  );
}

async function compare(backends, { rounds, seconds, failures }) {
  for (const backend of Object.values(backends)) {
    await untilRead(backend);
    await untilQuiet(backend.pid);
  }
  const contender = (backend, connections) => (turn, length, report) =>
    load({
      ...report,
      base: backend.base,
      token: backend.token,
      seconds: length,
      connections,
      requests: distinct(EVALUATION, withdrawalRequest)(turn),
    });
  const { counted, spooled, stored, durable } = backends;
  const results = await takeTurns(
    {
      counted: contender(counted),
      spooled: contender(spooled),
      stored: contender(stored),
      durableMany: contender(durable),
      buffered: contender(spooled, 1),
      durable: contender(durable, 1),
    },
    {
      rounds,
      seconds,
      failures,
      pids: Object.fromEntries(
        Object.entries(backends).map(([name, { pid }]) => [name, [pid]]),
      ),
    },
  );
  const processor = name => round =>
    (round[name].serverSeconds * 1e6) / round[name].good;
  return [
    row(
      'processor time, counted only',
      medianOf(results, processor('counted')),
      {
        unit: 'µs',
        digits: 1,
      },
    ),
    row(
      'processor time, spooled / counted only',
      medianRatio(results, processor('spooled'), processor('counted')),
      { below: 1.1 },
    ),
    row(
      'processor time, spooled and stored meanwhile in SQLite / counted only',
      medianRatio(results, processor('stored'), processor('counted')),
    ),
    row(
      'p99, spooled / counted only',
      medianRatio(
        results,
        ({ spooled: one }) => one.p99,
        ({ counted: other }) => other.p99,
      ),
    ),
    row(
      'median answer, durable',
      medianOf(results, ({ durable: one }) => one.p50),
      {
        unit: 'ms',
      },
    ),
    row(
      'median answer, buffered',
      medianOf(results, ({ buffered }) => buffered.p50),
      { unit: 'ms' },
    ),
    row(
      'throughput of 16 connections, durable / buffered',
      medianRatio(
        results,
        ({ durableMany }) => durableMany.perSecond,
        ({ spooled: one }) => one.perSecond,
      ),
    ),
  ];
}

/** The set alone, so that its types are its own. */
function writeSet(folder, log) {
  cpSync(fromRoot(`estate/sets/${SET}`), join(folder, SET), {
    recursive: true,
  });
  const manifest = join(folder, SET, 'policy-set.yaml');
  writeFileSync(
    manifest,
    readFileSync(manifest, 'utf8').replace(/^spec:$/m, `spec:\n  log: ${log}`),
  );
}
