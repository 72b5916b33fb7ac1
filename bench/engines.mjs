import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServers } from '../scripts/engines/startServers.mjs';
import { Problem } from '../scripts/Problem.mjs';
import { stop } from '../scripts/processes.mjs';
import { temporaryFolder, withBackend } from './backend.mjs';
import { startBareServer } from './bareServer.mjs';
import { startDirect, writeSets } from './directServers.mjs';
import { contendersOf, servedBare, servedByOpa } from './engineContenders.mjs';
import { load, takeTurns } from './load.mjs';
import { isAllowed } from './records.mjs';
import { untilQuiet } from './process.mjs';
import { medianOf, medianRatio } from './statistics.mjs';
import { row } from './table.mjs';

const LANGUAGES = {
  cedar: 'cedar',
  opa: 'rego',
  openfga: 'openfga',
  cerbos: 'cerbos',
};

/** The portal next to the engines' own servers: the same policies, the same load, the same machine. */
export async function bench({ port, rounds, seconds, failures }) {
  const { folder, remove } = temporaryFolder();
  const running = [];
  let bare;
  let engines;
  const prepare = async ({ folder: own, localConfigFile }) => {
    engines = await startServers({
      folder: join(own, 'engines'),
      port,
      localConfigFile,
    });
    return withSets(engines, join(own, 'sets'));
  };
  try {
    for (const program of ['opa', 'cerbos']) {
      running.push(await startDirect(program, join(folder, program)));
    }
    console.log(
      `Servers: ${running
        .map(({ title, version }) => `${title} ${version}`)
        .join(', ')}`,
    );
    const [opa, cerbos] = running;
    return await withBackend({ port, prepare }, async backend => {
      const proxied = Object.fromEntries(
        engines.servers.map(({ name, pid }) => [name, pid]),
      );
      const all = contendersOf(backend, { opa, cerbos, proxied });
      const contenders = await keepRight(all, failures);
      bare = await startBareServer(await answerOf(all.cedar));
      contenders.bare = servedBare(bare, all.cedar);
      Object.assign(
        contenders,
        await failures.attempt('opaServed, before the first turn', async () =>
          keepRight({ opaServed: await servedByOpa(engines) }, failures),
        ),
      );
      await untilQuiet(backend.pid);
      const results = await takeTurns(loadsOf(contenders), {
        rounds,
        seconds,
        failures,
        pids: pidsOf(contenders),
      });
      return [
        ...compare(results, contenders),
        ...processorTimes(results, contenders),
        ...(await overheads(contenders, { rounds, seconds, failures })),
      ];
    });
  } finally {
    for (const server of running) {
      await server.stop();
    }
    if (bare) {
      await stop(bare.child);
    }
    await engines?.stop();
    await remove();
  }
}

/** The configuration of the engines that run, with the one set for each. */
function withSets(engines, folder) {
  const configured = engines.overlay.policies.engines;
  writeSets(
    folder,
    Object.fromEntries(
      Object.entries(LANGUAGES).filter(([engine]) => configured[engine]),
    ),
  );
  const overlay = JSON.parse(readFileSync(engines.configFile, 'utf8'));
  overlay.policies.sources = [{ folder }];
  writeFileSync(engines.configFile, JSON.stringify(overlay), { mode: 0o600 });
  return engines;
}

function loadsOf(contenders, { firstTurn = 0, ...options } = {}) {
  return Object.fromEntries(
    Object.entries(contenders).map(([name, contender]) => [
      name,
      (turn, length, report) =>
        load({
          ...contender,
          ...options,
          ...report,
          seconds: length,
          requests: contender.requests(turn + firstTurn),
        }),
    ]),
  );
}

const pidsOf = contenders =>
  Object.fromEntries(
    Object.entries(contenders).map(([name, { pids }]) => [name, pids]),
  );

async function ask({ base, token }, { path, body }) {
  return fetch(base + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body,
  });
}

/** What a contender answers to its first request. */
async function answerOf(contender) {
  const response = await ask(contender, contender.requests(0)(0)[0]);
  return response.text();
}

/** Those that decide right, which is seen before anything is measured. */
async function keepRight(contenders, failures) {
  const right = {};
  for (const [name, contender] of Object.entries(contenders)) {
    await failures.attempt(`${name}, before the first turn`, async () => {
      await untilRight(name, contender);
      right[name] = contender;
    });
  }
  return right;
}

async function untilRight(name, contender) {
  const list = contender.requests(0)(0);
  const batch = contender.perRequest !== undefined;
  // A portal whose first read was cut short reads again within a minute.
  const deadline = performance.now() + 120_000;
  for (let number = 0; number < 4; ) {
    const response = await ask(contender, list[number % list.length]);
    const answer = await response.json();
    if (
      response.ok &&
      contender.right(answer) === (batch || isAllowed(number))
    ) {
      number++;
    } else if (performance.now() > deadline) {
      throw new Problem(
        `"${name}" answers request ${number} with ${JSON.stringify(answer)}`,
        'See the warnings of the backend above',
      );
    } else {
      await new Promise(wake => setTimeout(wake, 200));
    }
  }
}

/** Which contenders are compared, and what the ratio should be. */
const COMPARED = [
  ['cedar', 'cerbosAuthzen', { atLeast: 1 }],
  ['cedar', 'opaDirect', { atLeast: 1 }],
  ['cedar', 'bare'],
  ['cedarRepeated', 'cerbosAuthzen'],
  ['cedarRepeated', 'opaDirect'],
  ['cedarRepeated', 'bare'],
  ['cedarUnlike', 'cerbosAuthzen'],
  ['cedarUnlike', 'opaDirect'],
  ['cedarUnlike', 'bare'],
  ['cedarBatch', 'cerbosBatch', { atLeast: 1 }],
  ['cedarBatchUnlike', 'cerbosBatch'],
  ['opaThrough', 'opaServed', { atLeast: 0.7 }],
  ['opaThrough', 'opaDirect'],
  ['cerbosThrough', 'cerbosDirect', { atLeast: 0.7 }],
];

/** What to call contenders that were not there. */
const titleOf = (contenders, name) => contenders[name]?.title ?? name;

const decisionsOf = (contenders, name) => contenders[name]?.perRequest ?? 1;

function compare(results, contenders) {
  const perSecond = name => round =>
    (round[name]?.perSecond ?? NaN) * decisionsOf(contenders, name);
  return COMPARED.map(([name, other, target]) =>
    row(
      `${titleOf(contenders, name)} / ${titleOf(contenders, other)}`,
      medianRatio(results, perSecond(name), perSecond(other)),
      target,
    ),
  );
}

/**
 * What a decision costs the servers, all of their threads and the engine behind the portal, and what the load costs
 * itself: unlike rates, it does not depend on how the processors are shared.
 */
function processorTimes(results, contenders) {
  const micros = (name, of) =>
    medianOf(results, round => {
      const { good = 0 } = round[name] ?? {};
      return (
        ((round[name]?.[of] ?? NaN) * 1e6) /
        (good * decisionsOf(contenders, name))
      );
    });
  const about = { unit: 'µs', digits: 1 };
  return [
    ...Object.entries(contenders).map(([name, { title }]) =>
      row(
        `server's processor time per decision, ${title}`,
        micros(name, 'serverSeconds'),
        about,
      ),
    ),
    row(
      `the load's own per decision, ${titleOf(contenders, 'cedar')}`,
      micros('cedar', 'loadSeconds'),
      about,
    ),
  ];
}

/** What the portal adds for one caller that waits for each answer. */
async function overheads(contenders, { rounds, seconds, failures }) {
  const pairs = {
    opa: ['opaServed', 'opaThrough'],
    cerbos: ['cerbosDirect', 'cerbosThrough'],
  };
  const lone = Object.fromEntries(
    Object.values(pairs)
      .flat()
      .filter(name => contenders[name])
      .map(name => [name, contenders[name]]),
  );
  const results = await takeTurns(
    loadsOf(lone, { firstTurn: 1_000, connections: 1 }),
    {
      rounds: Math.min(rounds, 2),
      seconds: Math.min(seconds, 4),
      failures,
    },
  );
  const p50 = name => medianOf(results, round => round[name]?.p50);
  return Object.entries(pairs).map(([engine, [direct, through]]) =>
    row(
      `p50 the portal adds to ${engine}, 1 connection`,
      p50(through) - p50(direct),
      { unit: 'ms', below: 1.5 },
    ),
  );
}
