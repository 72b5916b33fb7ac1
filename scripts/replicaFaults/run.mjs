#!/usr/bin/env node
// Three replicas on one PostgreSQL with real OPA, OpenFGA and Cerbos, while they are killed and halted.
// yarn check:nightly [--rounds 50] [--seed 1] [--port 7077] [--follow 20] [--settle 90]
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { EngineServer } from '../engines/EngineServer.mjs';
import { findProgram, programAdvice } from '../engines/programs.mjs';
import { ensureSecrets } from '../engines/secrets.mjs';
import { makeTemporaryDataFolder } from '../dataFolder.mjs';
import { requireFree } from '../port.mjs';
import { Problem, printProblem } from '../Problem.mjs';
import { connectPostgres, option } from '../replicas.mjs';
import { DecisionWatch } from './DecisionWatch.mjs';
import { randomOf } from './random.mjs';
import { Replica } from './Replica.mjs';
import { VERSIONS, VersionedSets } from './VersionedSets.mjs';

const COUNT = 3;
const SHARED = ['openfga', 'cerbos'];
const REFRESH_MS = 120_000;

const wait = ms => new Promise(wake => setTimeout(wake, ms));

function settingsOf({ postgres, sets, token, secrets }) {
  return {
    backend: {
      database: {
        client: 'pg',
        connection: postgres.connection,
        prefix: 'replica_faults_',
      },
      auth: {
        externalAccess: [
          { type: 'static', options: { token, subject: 'faults' } },
          {
            type: 'static',
            options: { token: secrets.opaPortalToken, subject: 'engine:opa' },
            accessRestrictions: [
              { plugin: 'policies', permission: 'policies.engine.serve' },
            ],
          },
        ],
      },
    },
    policies: {
      sources: [{ folder: sets.folder }],
      // Every answer is the engine's own.
      decisions: { cacheEntries: 0 },
      engineChecks: { healthSeconds: 2, verifySeconds: 10 },
      engines: {
        opa: { driver: 'opa', url: '${OPA_URL}', token: '${OPA_TOKEN}' },
        openfga: {
          driver: 'openfga',
          url: '${OPENFGA_URL}',
          token: '${OPENFGA_TOKEN}',
        },
        cerbos: {
          driver: 'cerbos',
          url: '${CERBOS_URL}',
          admin: {
            username: '${CERBOS_USER}',
            password: '${CERBOS_PASSWORD}',
          },
        },
      },
    },
  };
}

/** Kills and halts replicas, publishes and rolls back, one round after the other. */
class Trial {
  failures = [];
  counts = { published: 0, rolledBack: 0, killed: 0, halted: 0, restarted: 0 };
  slowestRound = 0;
  #starting = new Set();
  #published = new Map();

  constructor({ replicas, watch, sets, random, environment, settleMs, token }) {
    Object.assign(this, { replicas, watch, sets, random });
    Object.assign(this, { environment, settleMs, token });
  }

  live() {
    return this.replicas.filter(({ state }) => state === 'live');
  }

  restart(replica) {
    const started = replica.start(this.environment).then(
      () => this.counts.restarted++,
      error => this.failures.push(`${replica.name} did not start: ${error}`),
    );
    this.#starting.add(started);
    started.finally(() => this.#starting.delete(started));
  }

  async round(number) {
    const { random, sets, watch, replicas } = this;
    const told = [];
    // Starting takes longer than a round: without waiting, most rounds would see one replica.
    const wanted = number % 5 === 0 ? COUNT : 2;
    while (this.live().length < wanted && this.#starting.size) {
      await wait(100);
    }
    const began = performance.now();
    // One always goes on; it may be any, also the one that was just woken.
    const victim =
      this.live().length > 1 ? random.pick(this.live()) : undefined;
    const fault = random.pick(['kill', 'halt', 'kill late', 'none']);
    if (victim && fault === 'halt') {
      told.push(`halt ${victim.name}`);
      this.counts.halted++;
      victim.halt();
    } else if (victim && fault === 'kill') {
      told.push(`kill ${victim.name}`);
      this.counts.killed++;
      await victim.kill();
    }
    const publications = 1 + random.below(2);
    for (let index = 0; index < publications; index++) {
      const engine = random.pick(sets.engines);
      const version = random.pick(
        VERSIONS.filter(one => one !== watch.expected(engine)),
      );
      const known = this.#published.get(engine) ?? new Set([VERSIONS[0]]);
      this.counts[known.has(version) ? 'rolledBack' : 'published']++;
      this.#published.set(engine, known.add(version));
      told.push(`${engine} to ${version}`);
      sets.put(engine, version);
      watch.begins(engine, version);
      const refreshing = this.refresh(engine);
      if (victim && fault === 'kill late' && victim.state === 'live') {
        await wait(random.below(1_500));
        told.push(`kill ${victim.name} meanwhile`);
        this.counts.killed++;
        await victim.kill();
      }
      await refreshing;
    }
    if (victim?.state === 'halted') {
      await wait(random.below(6_000));
      victim.goOn();
    }
    await this.settle(number, told);
    for (const replica of replicas.filter(({ state }) => state === 'off')) {
      this.restart(replica);
    }
    const seconds = (performance.now() - began) / 1_000;
    this.slowestRound = Math.max(this.slowestRound, seconds);
    console.log(
      `round ${number}: ${told.join(', ')}; live ${this.live()
        .map(one => one.number)
        .join(' ')}; ${seconds.toFixed(1)} s`,
    );
  }

  /** Has a live replica read the sources; another one when it is killed. */
  async refresh(engine) {
    const deadline = performance.now() + REFRESH_MS;
    let problem = 'no replica is live';
    while (performance.now() < deadline) {
      const replica = this.random.pick(this.live());
      try {
        const response = await fetch(
          `${replica.url}/api/policies/registry/refresh`,
          {
            method: 'POST',
            headers: { authorization: `Bearer ${this.token}` },
            signal: AbortSignal.timeout(60_000),
          },
        );
        problem = `${response.status} ${await response.text()}`;
        if (response.ok && (await this.isActive(replica, engine))) {
          this.watch.activated(engine);
          return;
        }
      } catch (error) {
        problem = error.message;
      }
      await wait(200);
    }
    this.failures.push(`nobody could publish faults-${engine}: ${problem}`);
  }

  async isActive(replica, engine) {
    const { version } = await this.watch.ask(replica, engine);
    return version === this.watch.expected(engine);
  }

  /** Every live replica decides every set by its active version. */
  async settle(number, told) {
    const deadline = performance.now() + this.settleMs;
    await Promise.all(
      this.live().flatMap(replica =>
        this.sets.engines.map(async engine => {
          for (;;) {
            const seen = await this.watch
              .ask(replica, engine)
              .catch(error => ({ problem: error.message }));
            if (seen.version === this.watch.expected(engine)) {
              return;
            }
            if (performance.now() > deadline) {
              this.failures.push(
                `round ${number} (${told.join(', ')}): ${
                  replica.name
                } does not decide faults-${engine} by version ${this.watch.expected(
                  engine,
                )} but ${JSON.stringify(seen)}\n${replica.logs()}`,
              );
              return;
            }
            await wait(250);
          }
        }),
      ),
    );
  }

  async allStarted() {
    await Promise.all(this.#starting);
  }
}

async function startShared(folder, secrets) {
  const servers = [];
  for (const name of SHARED) {
    const server = await EngineServer.create({
      name,
      path: findProgram(name),
      folder: join(folder, name),
      portalUrl: '',
      secrets,
    });
    await server.start();
    servers.push(server);
  }
  return servers;
}

async function main() {
  const rounds = option('rounds', 50);
  const seed = option('seed', 1 + randomBytes(3).readUIntBE(0, 3));
  const first = option('port', 7077);
  const followMs = option('follow', 20) * 1_000;
  const settleMs = option('settle', 90) * 1_000;
  for (const program of ['opa', ...SHARED]) {
    if (!findProgram(program)) {
      throw new Problem(`There is no ${program}`, programAdvice(program));
    }
  }
  const ports = Array.from({ length: COUNT }, (_, index) => first + index);
  for (const port of ports) {
    await requireFree(port);
  }
  console.log(`seed ${seed}, ${rounds} rounds`);
  const { folder, remove } = makeTemporaryDataFolder();
  const postgres = await connectPostgres();
  const servers = [];
  const replicas = [];
  let watch;
  try {
    const secrets = ensureSecrets(folder);
    const token = randomBytes(36).toString('base64url');
    const sets = new VersionedSets(folder);
    servers.push(...(await startShared(folder, secrets)));
    const environment = Object.assign(
      {},
      ...servers.map(server => server.environment),
    );
    const settings = settingsOf({ postgres, sets, token, secrets });
    // The first makes the tables; the others find them.
    for (const [index, port] of ports.entries()) {
      const replica = await Replica.create({
        number: index + 1,
        port,
        folder,
        program: findProgram('opa'),
        secrets,
        settings,
      });
      replicas.push(replica);
      await replica.start(environment);
    }
    watch = new DecisionWatch({ replicas, sets, token, followMs });
    const random = randomOf(seed);
    const trial = new Trial({
      ...{ replicas, watch, sets, random },
      ...{ environment, settleMs, token },
    });
    await trial.settle(0, ['start']);
    watch.start();
    for (let round = 1; round <= rounds && !trial.failures.length; round++) {
      await trial.round(round);
    }
    await trial.allStarted();
    await trial.settle(rounds, ['end']);
    await watch.stop();
    return report({ trial, watch, seed });
  } finally {
    await watch?.stop();
    await Promise.all(replicas.map(replica => replica.stop()));
    await Promise.all(servers.map(server => server.stop()));
    await postgres.stop();
    await remove();
  }
}

function report({ trial, watch, seed }) {
  const { published, rolledBack, killed, halted, restarted } = trial.counts;
  console.log(
    [
      `${published} published, ${rolledBack} rolled back, ${killed} killed, ${halted} halted, ${restarted} started again`,
      `${watch.decided} answers were decisions, ${watch.refused} errors, ${watch.wrong.length} wrong`,
      `the version before decided for ${(watch.latestStale / 1_000).toFixed(
        1,
      )} s at most; slowest round ${trial.slowestRound.toFixed(1)} s`,
      ...watch.wrong.slice(0, 20),
      ...trial.failures,
    ].join('\n'),
  );
  const failed = watch.wrong.length > 0 || trial.failures.length > 0;
  console.log(failed ? `failed; again with --seed ${seed}` : 'held');
  return failed ? 1 : 0;
}

if (process.argv[1]?.endsWith(join('replicaFaults', 'run.mjs'))) {
  main().then(
    code => process.exit(code),
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
