import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { setsIn, startServers } from '../scripts/engines/startServers.mjs';
import { casesOf } from '../scripts/exampleRequest.mjs';
import { Problem } from '../scripts/Problem.mjs';
import { withBackend } from './backend.mjs';
import { EngineLoad } from './EngineLoad.mjs';
import { row } from './table.mjs';

const wait = seconds => new Promise(wake => setTimeout(wake, seconds * 1_000));

/** Every answer is the engine's own, not one that was kept. */
const settings = { policies: { decisions: { cacheEntries: 0 } } };

const FAULTS = {
  killed: {
    begin: server => server.stop('SIGKILL'),
    end: server => server.start(),
  },
  hangs: {
    // Longer than the portal waits for an engine, or nobody would notice.
    seconds: 4,
    begin: server => process.kill(server.pid, 'SIGSTOP'),
    end: server => process.kill(server.pid, 'SIGCONT'),
  },
};

/** Ends and halts the server of each engine under load, and accounts for every request. */
export async function bench({ port, seconds, failures }) {
  let engines;
  const prepare = async ({ folder, localConfigFile }) => {
    engines = await startServers({
      folder: join(folder, 'engines'),
      port,
      localConfigFile,
    });
    engines.missing.forEach(line => console.log(line));
    return engines;
  };
  try {
    return await withBackend({ port, settings, prepare }, async portal => {
      const loads = await loadsOf(portal, engines.overlay);
      await untilAllDecide(loads);
      loads.forEach(load => load.start());
      await wait(Math.min(3, seconds));
      const rows = [];
      for (const server of engines.servers) {
        for (const fault of Object.keys(FAULTS)) {
          rows.push(
            ...(await failures.attemptRows(`${server.name} ${fault}`, () =>
              suffer(server, fault, loads, seconds),
            )),
          );
        }
      }
      await Promise.all(loads.map(load => load.stop()));
      return rows;
    });
  } finally {
    await engines?.stop();
  }
}

/** A load for each engine that has sets with cases. */
async function loadsOf(portal, { policies }) {
  const byEngine = new Map();
  for (const path of policies.sources.flatMap(({ folder }) => setsIn(folder))) {
    const { engine } = parse(
      readFileSync(join(path, 'policy-set.yaml'), 'utf8'),
    ).spec;
    const cases = (await casesOf(path)).map(({ request, expect }) => ({
      set: basename(path),
      request,
      decision: expect.decision,
    }));
    byEngine.set(engine, [...(byEngine.get(engine) ?? []), ...cases]);
  }
  return [...byEngine]
    .filter(([engine, cases]) => policies.engines[engine] && cases.length)
    .map(([engine, cases]) => new EngineLoad(portal, engine, cases));
}

async function untilAllDecide(loads) {
  const deadline = performance.now() + 120_000;
  for (const load of loads) {
    for (let answer; (answer = await load.findUndecided()); ) {
      if (performance.now() > deadline) {
        throw new Problem(
          `Engine "${load.engine}" does not decide as the cases say: ${answer}`,
          'See the warnings of the backend above',
        );
      }
      await wait(0.1);
    }
  }
}

/**
 * Waits until no engine refused anything for a whole second: what a fault left behind, such as a circuit
 * that opened late, is no harm that the next fault does.
 */
async function untilSteady(loads) {
  const deadline = performance.now() + 20_000;
  for (;;) {
    loads.forEach(load => load.begin());
    await wait(1);
    const phases = loads.map(load => load.begin());
    await untilAccounted(phases);
    if (sum(phases, 'refused') === 0) {
      return;
    }
    if (performance.now() > deadline) {
      const { example } = phases.find(phase => phase.refused);
      throw new Problem(
        `An engine still refuses 20 s after the last fault: ${example}`,
        'See the warnings of the backend above',
      );
    }
  }
}

/** What is under way when a spell ends belongs to it. */
async function untilAccounted(phases) {
  const outcomes = [
    'decided',
    'refused',
    'lost',
    'wronglyTrue',
    'wronglyFalse',
  ];
  const told = () => outcomes.reduce((all, name) => all + sum(phases, name), 0);
  while (told() < sum(phases, 'sent')) {
    await wait(0.1);
  }
}

const sum = (phases, name) =>
  phases.reduce((total, phase) => total + phase[name], 0);

/** One fault of one server, from a spell without faults before it until its sets are decided again. */
async function suffer(server, fault, loads, seconds) {
  const hit = loads.filter(load => load.engine === server.name);
  const others = loads.filter(load => !hit.includes(load));
  if (!hit.length) {
    return [];
  }
  await untilSteady(loads);
  loads.forEach(load => load.begin());
  await wait(seconds);
  const calm = others.map(load => load.begin());
  const before = hit.map(load => load.begin());

  let during;
  await FAULTS[fault].begin(server);
  try {
    await wait(Math.max(seconds, FAULTS[fault].seconds ?? 0));
    during = others.map(load => load.begin());
  } finally {
    await FAULTS[fault].end(server);
  }
  const fixed = performance.now();
  await untilAllDecide(hit);
  const recovery = (performance.now() - fixed) / 1_000;
  await wait(1);

  // With the spell before: what was sent in it may have met the fault.
  const suffered = [...before, ...hit.map(load => load.begin())];
  const spared = [...calm, ...during, ...others.map(load => load.begin())];
  const all = [...suffered, ...spared];
  await untilAccounted(all);
  for (const { example } of all.filter(phase => phase.example)) {
    console.log(`${server.name} ${fault}: ${example}`);
  }
  const count = { digits: 0 };
  const name = `${server.name} ${fault}`;
  return [
    row(`${name}: requests sent to it`, sum(suffered, 'sent'), count),
    row(`${name}: decisions`, sum(suffered, 'decided'), count),
    row(`${name}: named errors (503)`, sum(suffered, 'refused'), count),
    row(`${name}: without decision or named error, all`, sum(all, 'lost'), {
      ...count,
      atMost: 0,
    }),
    row(`${name}: wrongly allowed, all`, sum(all, 'wronglyTrue'), {
      ...count,
      atMost: 0,
    }),
    row(`${name}: wrongly denied, all`, sum(all, 'wronglyFalse'), {
      ...count,
      atMost: 0,
    }),
    row(`${name}: errors of other engines`, sum(spared, 'refused'), {
      ...count,
      atMost: 0,
    }),
    row(
      `${name}: decisions of other engines, during / before`,
      sum(during, 'perSecond') / sum(calm, 'perSecond'),
      { atLeast: 0.9 },
    ),
    row(`${name}: decides again after`, recovery, {
      unit: 's',
      digits: 1,
      below: 20,
    }),
  ];
}
