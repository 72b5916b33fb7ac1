import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServers } from '../scripts/engines/startServers.mjs';
import { Problem } from '../scripts/Problem.mjs';
import { temporaryFolder, withBackend } from './backend.mjs';
import { startDirect, writeSets } from './directServers.mjs';
import { load, takeTurns } from './load.mjs';
import {
  cedarRecords,
  isAllowed,
  plainRecords,
  unlikeCedarRecords,
} from './records.mjs';
import { untilQuiet } from './process.mjs';
import { medianRatio } from './statistics.mjs';
import { row } from './table.mjs';
import {
  batchSize,
  distinct,
  distinctBatches,
  post,
  repeated,
} from './traffic.mjs';

/** A single connection must not come round to what the decision cache keeps. */
const LONG = 24_000;

/** Resources Cerbos takes in one call, as it is set up by default. */
const CERBOS_BATCH = 50;

const evaluation = set => `/api/policies/sets/${set}/access/v1/evaluation`;
const LANGUAGES = {
  cedar: 'cedar',
  opa: 'rego',
  openfga: 'openfga',
  cerbos: 'cerbos',
};

/** The portal next to the engines' own servers: the same policies, the same load, the same machine. */
export async function bench({ port, rounds, seconds }) {
  const { folder, remove } = temporaryFolder();
  const running = [];
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
    const [opa, cerbos] = running;
    return await withBackend({ port, prepare }, async backend => {
      const contenders = contendersOf(backend, { opa, cerbos });
      await untilRight(contenders);
      contenders.opaServed = await servedByOpa(engines);
      await untilRight({ opaServed: contenders.opaServed });
      await untilQuiet(backend.pid);
      const results = await takeTurns(
        Object.fromEntries(
          Object.entries(contenders).map(([name, contender]) => [
            name,
            (turn, length) =>
              load({
                ...contender,
                seconds: length,
                requests: contender.requests(turn),
              }),
          ]),
        ),
        { rounds, seconds },
      );
      return [
        ...compare(results, contenders),
        ...(await overheads(contenders, { rounds, seconds })),
      ];
    });
  } finally {
    for (const server of running) {
      await server.stop();
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

function contendersOf({ base, token }, { opa, cerbos }) {
  const portal = (engine, toBody) => ({
    base,
    token,
    requests: distinct(evaluation(`records-${engine}`), toBody, LONG),
    right: ({ decision }) => decision,
  });
  const portalBatch = toBody => ({
    base,
    token,
    requests: distinctBatches(`${evaluation('records-cedar')}s`, toBody),
    perRequest: batchSize,
    right: ({ evaluations }) => evaluations[0].decision,
  });
  return {
    cedar: portal('cedar', cedarRecords),
    cedarUnlike: portal('cedar', unlikeCedarRecords),
    cedarRepeated: {
      ...portal('cedar', cedarRecords),
      requests: repeated(evaluation('records-cedar'), cedarRecords),
    },
    cedarBatch: portalBatch(cedarRecords),
    cedarBatchUnlike: portalBatch(unlikeCedarRecords),
    opaDirect: {
      base: opa.url,
      requests: distinct('/v1/data/records/allow', number => ({
        input: withProperties(plainRecords(number)),
      })),
      right: ({ result = false }) => result,
    },
    opaThrough: portal('opa', plainRecords),
    cerbosDirect: {
      base: cerbos.url,
      requests: distinct(
        '/api/check/resources',
        number => checkOf([plainRecords(number)]),
        LONG,
      ),
      right: ({ results: [{ actions }] }) =>
        Object.values(actions)[0] === 'EFFECT_ALLOW',
    },
    cerbosAuthzen: {
      base: cerbos.url,
      requests: distinct('/access/v1/evaluation', plainRecords),
      right: ({ decision }) => decision,
    },
    cerbosBatch: {
      base: cerbos.url,
      requests: checkBatches,
      perRequest: CERBOS_BATCH,
      right: ({ results: [{ actions }] }) =>
        Object.values(actions)[0] === 'EFFECT_ALLOW',
    },
    cerbosThrough: portal('cerbos', plainRecords),
  };
}

/** The server that the portal asks, asked without the portal, for what the portal put there. */
async function servedByOpa({ servers, environment }) {
  const { url } = servers.find(({ name }) => name === 'opa');
  const token = environment.OPA_TOKEN;
  const response = await fetch(`${url}/v1/data/portal`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const key = Object.keys((await response.json()).result).find(one =>
    one.startsWith('s_'),
  );
  return {
    base: url,
    token,
    requests: distinct(
      `/v1/data/portal/${key}/portal_entry/answer`,
      number => ({ input: withProperties(plainRecords(number)) }),
      LONG,
    ),
    right: ({ result }) => result.allowed.length > 0,
  };
}

/** Policies in Rego find properties where there are none. */
function withProperties({ subject, action, resource }) {
  return {
    subject: { properties: {}, ...subject },
    action: { properties: {}, ...action },
    resource,
  };
}

/** Requests of one subject as Cerbos takes them. */
function checkOf(requests) {
  const [{ subject }] = requests;
  return {
    principal: {
      id: subject.id,
      roles: ['user'],
      attr: subject.properties ?? {},
    },
    resources: requests.map(({ action, resource }) => ({
      actions: [action.name],
      resource: {
        kind: resource.type,
        id: resource.id,
        attr: resource.properties,
      },
    })),
  };
}

/** Fifty records of one subject in a call: every one another. */
function checkBatches(turn) {
  return connection =>
    Array.from({ length: 40 }, (_, batch) => {
      const first = ((turn * 16 + connection) * 40 + batch) * CERBOS_BATCH * 4;
      return post(
        '/api/check/resources',
        checkOf(
          Array.from({ length: CERBOS_BATCH }, (_unused, index) =>
            plainRecords(first + index * 4),
          ),
        ),
      );
    });
}

/** Each contender must decide right before it is measured. */
async function untilRight(contenders) {
  for (const [name, { base, token, requests, right }] of Object.entries(
    contenders,
  )) {
    const list = requests(0)(0);
    const deadline = performance.now() + 60_000;
    for (let number = 0; number < 4; ) {
      const { path, body } = list[number % list.length];
      const response = await fetch(base + path, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token && { authorization: `Bearer ${token}` }),
        },
        body,
      });
      const answer = await response.json();
      const batch = contenders[name].perRequest !== undefined;
      if (response.ok && right(answer) === (batch || isAllowed(number))) {
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
}

function compare(results, contenders) {
  const perSecond = name => round =>
    round[name].perSecond * (contenders[name].perRequest ?? 1);
  const ratio = (name, other, left, right, target) =>
    row(
      `${left} / ${right}`,
      medianRatio(results, perSecond(name), perSecond(other)),
      target,
    );
  const cedar = 'portal, Cedar, single';
  const least = { atLeast: 1 };
  return [
    ratio('cedar', 'cerbosAuthzen', cedar, "Cerbos' AuthZEN", least),
    ratio('cedar', 'opaDirect', cedar, "OPA's REST", least),
    ratio(
      'cedarRepeated',
      'cerbosAuthzen',
      `${cedar}, repeated`,
      "Cerbos' AuthZEN",
    ),
    ratio('cedarRepeated', 'opaDirect', `${cedar}, repeated`, "OPA's REST"),
    ratio(
      'cedarUnlike',
      'cerbosAuthzen',
      `${cedar}, unlike`,
      "Cerbos' AuthZEN",
    ),
    ratio('cedarUnlike', 'opaDirect', `${cedar}, unlike`, "OPA's REST"),
    ratio(
      'cedarBatch',
      'cerbosBatch',
      `portal, Cedar, batches of ${batchSize}`,
      `Cerbos, batches of ${CERBOS_BATCH}`,
      least,
    ),
    ratio(
      'cedarBatchUnlike',
      'cerbosBatch',
      `portal, Cedar, batches of ${batchSize}, unlike`,
      `Cerbos, batches of ${CERBOS_BATCH}`,
    ),
    ratio('opaThrough', 'opaServed', 'portal, OPA', 'the same server', {
      atLeast: 0.7,
    }),
    ratio('opaThrough', 'opaDirect', 'portal, OPA', "OPA's REST, no token"),
    ratio(
      'cerbosThrough',
      'cerbosDirect',
      'portal, Cerbos',
      "Cerbos' own API",
      { atLeast: 0.7 },
    ),
  ];
}

/** What the portal adds for one caller that waits for each answer. */
async function overheads(contenders, { rounds, seconds }) {
  const pairs = {
    opa: ['opaServed', 'opaThrough'],
    cerbos: ['cerbosDirect', 'cerbosThrough'],
  };
  const results = await takeTurns(
    Object.fromEntries(
      Object.values(pairs)
        .flat()
        .map(name => [
          name,
          (turn, length) =>
            load({
              ...contenders[name],
              seconds: length,
              connections: 1,
              requests: contenders[name].requests(turn + 1_000),
            }),
        ]),
    ),
    { rounds: Math.min(rounds, 2), seconds: Math.min(seconds, 4) },
  );
  const p50 = name =>
    results.map(round => round[name].p50).sort((a, b) => a - b)[
      Math.floor(results.length / 2)
    ];
  return Object.entries(pairs).map(([engine, [direct, through]]) =>
    row(
      `p50 the portal adds to ${engine}, 1 connection`,
      p50(through) - p50(direct),
      { unit: 'ms', below: 1.5 },
    ),
  );
}
