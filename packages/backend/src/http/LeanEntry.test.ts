import { request as httpRequest } from 'http';
import { createBackend } from '@backstage/backend-defaults';
import {
  createBackendModule,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import eventsPlugin from '@backstage/plugin-events-backend';
import permissionPlugin from '@backstage/plugin-permission-backend';
import allowAllPolicy from '@backstage/plugin-permission-backend-module-allow-all-policy';
import policiesPlugin from '@internal/plugin-policies-backend';
import cedarModule from '@internal/plugin-policies-backend-module-cedar';
import {
  EngineDecision,
  PolicyEngineDriver,
  policyEnginesExtensionPoint,
} from '@internal/plugin-policies-node';
import {
  freePort,
  SCENARIO_EVALUATIONS,
} from '@internal/plugin-policies-node/testUtils';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { httpFeatures } from './httpFeatures';

const TOKEN = 'token-of-the-tests';
const READER = 'token-that-only-reads';

const MANIFEST = `apiVersion: policies.internal/v1alpha1
kind: PolicySet
metadata: { name: doors, title: Doors }
spec:
  domain: doors
  owner: group:default/doors
  engine: moody
  resourceTypes: [door]
  policies: [{ name: open, title: Open }]
`;

/** Decides by the id of the resource: "allow", "deny", a fault of "request" or "engine", or "busy". */
const moody: PolicyEngineDriver = {
  driver: 'moody',
  createEngine: async () => ({
    capabilities: new Set(),
    defaultPolicyFile: () => undefined,
    isPolicyFile: () => false,
    describeFile: () => undefined,
    checkHealth: async () => ({}),
    dispose: async () => {},
    compile: async () => ({
      diagnostics: [],
      compiled: {
        statements: [],
        dispose: async () => {},
        evaluate: async requests =>
          requests.map(({ resource: { id } }): EngineDecision => {
            const message = `in no mood for "ü"`;
            if (id === 'engine' || id === 'request') {
              return { outcome: 'error', fault: id, message, durationUs: 0 };
            }
            if (id === 'busy') {
              return {
                outcome: 'error',
                fault: 'engine',
                overloaded: true,
                message,
                durationUs: 0,
              };
            }
            const outcome = id === 'allow' ? 'allow' : 'deny';
            return { outcome, policies: ['open'], durationUs: 0 };
          }),
      },
    }),
  }),
};

interface Answer {
  status?: number;
  headers: Record<string, unknown>;
  body: string;
}

describe('the lean way in', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lean-'));
  let port: number;
  let backend: ReturnType<typeof createBackend>;

  beforeAll(async () => {
    port = await freePort();
    mkdirSync(join(folder, 'doors'));
    writeFileSync(join(folder, 'doors', 'policy-set.yaml'), MANIFEST);
    backend = createBackend();
    backend.add(
      mockServices.rootConfig.factory({
        data: {
          backend: {
            baseUrl: `http://127.0.0.1:${port}`,
            listen: { host: '127.0.0.1', port },
            database: { client: 'better-sqlite3', connection: ':memory:' },
            auth: {
              externalAccess: [
                { type: 'static', options: { token: TOKEN, subject: 'gate' } },
                {
                  type: 'static',
                  options: { token: READER, subject: 'reader' },
                  accessRestrictions: [
                    { plugin: 'policies', permission: 'policies.set.read' },
                  ],
                },
              ],
            },
          },
          permission: { enabled: true },
          policies: {
            sources: [
              { folder },
              {
                folder: resolvePackagePath(
                  '@internal/plugin-policies-node',
                  'conformance/cedar',
                ),
              },
            ],
            engines: { cedar: {}, moody: {} },
          },
        },
      }),
    );
    backend.add(mockServices.rootLogger.factory({ level: 'none' }));
    httpFeatures().forEach(feature => backend.add(feature));
    for (const feature of [
      permissionPlugin,
      allowAllPolicy,
      eventsPlugin,
      policiesPlugin,
      cedarModule,
    ]) {
      backend.add(feature);
    }
    backend.add(
      createBackendModule({
        pluginId: 'policies',
        moduleId: 'moody',
        register(registration) {
          registration.registerInit({
            deps: { engines: policyEnginesExtensionPoint },
            async init({ engines }) {
              engines.addDriver(moody);
            },
          });
        },
      }),
    );
    await backend.start();
  });

  afterAll(async () => {
    await backend.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function ask(
    path: string,
    body: string | Buffer,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const call = httpRequest(
        {
          host: '127.0.0.1',
          port,
          method: 'POST',
          path,
          headers: {
            authorization: `Bearer ${TOKEN}`,
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
            ...headers,
          },
        },
        response => {
          const parts: Buffer[] = [];
          response.on('data', part => parts.push(part));
          response.on('end', () =>
            resolve({
              status: response.statusCode,
              headers: response.headers,
              body: Buffer.concat(parts).toString(),
            }),
          );
        },
      );
      call.on('error', reject);
      call.end(body);
    });
  }

  /** The same request by both ways: one with a cookie takes the stack. */
  async function both(
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ) {
    const bytes =
      typeof body === 'string' || Buffer.isBuffer(body)
        ? body
        : JSON.stringify(body);
    // Once before, so that both are answered from the cache and take no time.
    await ask(path, bytes, headers);
    const lean = await ask(path, bytes, headers);
    const stack = await ask(path, bytes, { ...headers, cookie: 'any=thing' });
    return { lean, stack };
  }

  const POLICIES = '/api/policies';
  const EVALUATION = `${POLICIES}/access/v1/evaluation`;
  const EVALUATIONS = `${POLICIES}/access/v1/evaluations`;
  const [allowed] = SCENARIO_EVALUATIONS;
  const door = (id: string) => ({
    subject: { type: 'user', id: 'ana' },
    action: { name: 'open' },
    resource: { type: 'door', id },
  });

  it('answers byte for byte as the stack does, and only yes or no by itself', async () => {
    const evaluations = SCENARIO_EVALUATIONS.map(({ request }) => request);
    const answered: Array<[string, unknown, Record<string, string>?]> = [
      ...evaluations.map((item): [string, unknown] => [EVALUATION, item]),
      [EVALUATION, door('allow'), { 'x-request-id': 'r-1' }],
      [`${POLICIES}/sets/records/access/v1/evaluation`, allowed.request],
      [`${POLICIES}/sets/doors/access/v1/evaluation`, door('deny')],
      [EVALUATIONS, { evaluations }],
      [EVALUATIONS, allowed.request],
      [
        EVALUATIONS,
        {
          evaluations: [
            door('allow'),
            door('request'),
            door('engine'),
            { resource: { type: 'nobody', id: '1' } },
            { ...door('x'), resource: { type: 'nobody', id: '1' } },
          ],
        },
        { 'x-request-id': 'r 2' },
      ],
      [
        `${POLICIES}/sets/doors/access/v1/evaluations`,
        {
          ...door('deny'),
          evaluations: [{}, door('allow'), door('deny')],
          options: { evaluations_semantic: 'permit_on_first_permit' },
        },
      ],
    ];
    for (const [path, body, headers] of answered) {
      const { lean, stack } = await both(path, body, headers);
      const told = ({ status, body: text, headers: all }: Answer) => ({
        status,
        text,
        type: all['content-type'],
        id: all['x-request-id'],
      });
      expect(told(lean)).toEqual(told(stack));
      expect(lean.status).toBe(200);
      // The stack says so in its headers.
      expect(stack.headers).toHaveProperty('content-security-policy');
      expect(lean.headers).not.toHaveProperty('content-security-policy');
    }
  });

  it('leaves each refusal and each error to the stack, which got nothing twice', async () => {
    const nested = '['.repeat(200) + ']'.repeat(200);
    const refused: Array<[number, string, unknown, Record<string, string>?]> = [
      [400, EVALUATION, {}],
      [400, EVALUATION, '{"subject":'],
      [400, EVALUATION, nested],
      [400, EVALUATION, ''],
      [400, EVALUATION, Buffer.from([0x22, 0xff, 0x22])],
      [400, EVALUATION, door('request')],
      [503, EVALUATION, door('engine')],
      [404, EVALUATION, { ...door('x'), resource: { type: 'cake', id: '1' } }],
      [404, `${POLICIES}/sets/none/access/v1/evaluation`, door('allow')],
      [404, `${POLICIES}/sets/..%2f/access/v1/evaluation`, door('allow')],
      [400, EVALUATIONS, { evaluations: 7 }],
      [413, EVALUATION, JSON.stringify({ long: 'x'.repeat(1_000_001) })],
      [400, EVALUATION, 'a=b', { 'content-type': 'text/plain' }],
      [401, EVALUATION, door('allow'), { authorization: 'Bearer nonsense' }],
      [401, EVALUATION, door('allow'), { authorization: 'Basic eA==' }],
      [403, EVALUATION, door('allow'), { authorization: `Bearer ${READER}` }],
      [404, `${POLICIES}/access/v1/nothing`, door('allow')],
    ];
    for (const [status, path, body, headers] of refused) {
      const { lean, stack } = await both(path, body, {
        'x-request-id': 'r-3',
        ...headers,
      });
      expect({ path, body, status: lean.status }).toEqual({
        path,
        body,
        status,
      });
      const told = ({ headers: all, ...answer }: Answer) => ({
        ...answer,
        type: all['content-type'],
        id: all['x-request-id'],
      });
      expect(told(lean)).toEqual(told(stack));
    }
  });

  it('refuses for load by itself, in the words of the stack and with a time to ask again', async () => {
    for (const [path, body] of [
      [EVALUATION, door('busy')],
      [EVALUATIONS, { evaluations: [door('allow'), door('busy')] }],
      [`${POLICIES}/sets/doors/access/v1/evaluation`, door('busy')],
    ] as const) {
      const { lean, stack } = await both(path, body, { 'x-request-id': 'r-4' });
      const told = ({ headers: all, ...answer }: Answer) => ({
        ...answer,
        type: all['content-type'],
        id: all['x-request-id'],
        again: all['retry-after'],
      });
      expect(told(lean)).toEqual(told(stack));
      expect(told(lean)).toMatchObject({ status: 503, id: 'r-4', again: '1' });
      expect(JSON.parse(lean.body)).toMatchObject({
        error: { name: 'ServiceUnavailableError' },
        request: { method: 'POST', url: path },
        response: { statusCode: 503 },
      });
      expect(stack.headers).toHaveProperty('content-security-policy');
      expect(lean.headers).not.toHaveProperty('content-security-policy');
    }
  });

  it('logs decisions for the caller, and serves after callers that went away', async () => {
    const before = await decisions();
    await ask(EVALUATION, JSON.stringify(door('allow')));
    await ask(EVALUATION, JSON.stringify(door('allow')), {
      cookie: 'any=thing',
    });
    const after = await decisions();
    expect(after.total - before.total).toBe(2);
    const [first, second] = after.items;
    expect(first).toMatchObject({ caller: 'gate', set: 'doors' });
    // The newest comes first: a cookie is nothing for the lean way.
    expect([first.door, second.door]).toEqual(['http', 'lean']);
    expect({ ...first, door: 0, id: 0, time: 0 }).toEqual({
      ...second,
      door: 0,
      id: 0,
      time: 0,
    });

    await new Promise<void>(resolve => {
      const call = httpRequest({
        host: '127.0.0.1',
        port,
        method: 'POST',
        path: EVALUATION,
        headers: {
          authorization: `Bearer ${TOKEN}`,
          'content-type': 'application/json',
          'content-length': '500',
        },
      });
      call.on('error', () => resolve());
      call.write('{"subject":');
      setTimeout(() => call.destroy(), 50);
    });
    const { status } = await ask(EVALUATION, JSON.stringify(door('allow')));
    expect(status).toBe(200);
  });

  async function decisions(): Promise<{
    total: number;
    items: Array<Record<string, unknown>>;
  }> {
    const response = await fetch(
      `http://127.0.0.1:${port}${POLICIES}/decisions?limit=2&set=doors`,
      { headers: { authorization: `Bearer ${TOKEN}` } },
    );
    return response.json();
  }
});
