import { Problem } from '../scripts/Problem.mjs';
import { cedarRecords, plainRecords, unlikeCedarRecords } from './records.mjs';
import {
  batchConnections,
  batchSize,
  distinct,
  distinctBatches,
  post,
  repeated,
} from './traffic.mjs';

/** A single connection must not come round to what the decision cache keeps. */
const LONG = 24_000;

/** Resources Cerbos takes in one call, as it is set up by default. */
export const CERBOS_BATCH = 50;

const evaluation = set => `/api/policies/sets/${set}/access/v1/evaluation`;

/**
 * Whom the engines' benchmark asks, by name: where and what, how many decisions a request asks for (`perRequest`), how
 * to read the answer (`right`), what to call it (`title`) and the processes that serve it (`pids`).
 */
export function contendersOf({ base, token, pid }, { opa, cerbos, proxied }) {
  const portal = (engine, toBody, title) => ({
    title,
    pids: [pid, proxied[engine]].filter(Boolean),
    base,
    token,
    requests: distinct(evaluation(`records-${engine}`), toBody, LONG),
    right: ({ decision }) => decision,
  });
  const portalBatch = (toBody, title) => ({
    title,
    pids: [pid],
    base,
    token,
    requests: distinctBatches(`${evaluation('records-cedar')}s`, toBody),
    perRequest: batchSize,
    connections: batchConnections,
    right: ({ evaluations }) => evaluations[0].decision,
  });
  return {
    cedar: portal('cedar', cedarRecords, 'portal, Cedar, single'),
    cedarUnlike: portal(
      'cedar',
      unlikeCedarRecords,
      'portal, Cedar, single, unlike',
    ),
    cedarRepeated: {
      ...portal('cedar', cedarRecords, 'portal, Cedar, single, repeated'),
      requests: repeated(evaluation('records-cedar'), cedarRecords),
    },
    cedarBatch: portalBatch(
      cedarRecords,
      `portal, Cedar, batches of ${batchSize}`,
    ),
    cedarBatchUnlike: portalBatch(
      unlikeCedarRecords,
      `portal, Cedar, batches of ${batchSize}, unlike`,
    ),
    opaDirect: {
      title: "OPA's REST",
      pids: [opa.pid],
      base: opa.url,
      requests: distinct('/v1/data/records/allow', number => ({
        input: withProperties(plainRecords(number)),
      })),
      right: ({ result = false }) => result,
    },
    opaThrough: portal('opa', plainRecords, 'portal, OPA'),
    cerbosDirect: {
      title: "Cerbos' own API",
      pids: [cerbos.pid],
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
      title: "Cerbos' AuthZEN",
      pids: [cerbos.pid],
      base: cerbos.url,
      requests: distinct('/access/v1/evaluation', plainRecords),
      right: ({ decision }) => decision,
    },
    cerbosBatch: {
      title: `Cerbos, batches of ${CERBOS_BATCH}`,
      pids: [cerbos.pid],
      base: cerbos.url,
      requests: checkBatches,
      perRequest: CERBOS_BATCH,
      connections: batchConnections,
      right: ({ results: [{ actions }] }) =>
        Object.values(actions)[0] === 'EFFECT_ALLOW',
    },
    cerbosThrough: portal('cerbos', plainRecords, 'portal, Cerbos'),
  };
}

/** The server that the portal asks, asked without the portal, for what the portal put there. */
export async function servedByOpa({ servers, environment }) {
  const { url, pid } = servers.find(({ name }) => name === 'opa');
  const token = environment.OPA_TOKEN;
  const response = await fetch(`${url}/v1/data/portal`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { result = {} } = await response.json();
  const key = Object.keys(result).find(one => one.startsWith('s_'));
  if (!key) {
    throw new Problem(
      'The OPA that the portal asks holds nothing of the portal',
      'See the warnings of the backend above',
    );
  }
  return {
    title: 'the OPA that the portal asks',
    pids: [pid],
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

/** A server that answers what the portal does, and does nothing for it. */
export function servedBare({ url, child }, like) {
  return {
    ...like,
    title: 'bare Node.js server',
    base: url,
    pids: [child.pid],
  };
}
