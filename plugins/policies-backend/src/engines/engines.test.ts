import { mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { EngineStatus } from '@internal/plugin-policies-common';
import { until } from '@internal/plugin-policies-node/testUtils';
import { RemoteControlledEngine } from '../__testUtils__/RemoteControlledEngine';
import { SetsFolder, setFiles } from '../__testUtils__/SetsFolder';
import { readRequest, startPortal } from '../__testUtils__/startPortal';

const remoteFiles = {
  'policy-set.yaml': `apiVersion: policies.internal/v1alpha1
kind: PolicySet
metadata: { name: far, title: Far away }
spec:
  domain: records
  owner: group:default/records
  engine: remote
  resourceTypes: [parcel]
  policies:
    - { name: read, title: Reading }
`,
  'policies/read.remote': 'whatever',
};
const parcel = readRequest('alice', undefined, 'parcel');

describe('engines', () => {
  const folder = new SetsFolder();
  const engine = new RemoteControlledEngine();
  let portal: Awaited<ReturnType<typeof startPortal>>;

  async function statusOf(name: string): Promise<EngineStatus> {
    const { body } = await portal.get('/engines').expect(200);
    return body.items.find((item: EngineStatus) => item.name === name);
  }

  /** Waits until an engine is in a state: the monitor looks each half second. */
  async function untilState(
    name: string,
    state: EngineStatus['state'],
  ): Promise<EngineStatus> {
    return until(
      () => statusOf(name),
      status => status.state === state,
    );
  }

  async function untilDecided(): Promise<void> {
    await until(
      () => portal.post('/access/v1/evaluation', parcel),
      ({ status }) => status === 200,
    );
  }

  beforeAll(async () => {
    engine.health = 'down';
    folder.write('records', setFiles('records'));
    folder.write('far', remoteFiles);
    portal = await startPortal([folder.path], {
      policies: {
        engines: {
          cedar: {
            liveWorkers: 1,
            draftWorkers: 1,
            analyzer: { binary: '/nowhere/cedar' },
          },
          remote: {},
        },
        engineChecks: { healthSeconds: 0.5, verifySeconds: 0.5 },
      },
      features: [engine.feature],
    });
  });

  afterAll(async () => {
    await portal.stop();
    folder.dispose();
  });

  it('starts while an engine is down, which holds up no other, and registers its sets when it is back', async () => {
    expect(await statusOf('remote')).toMatchObject({
      driver: 'remote',
      state: 'down',
      message: `engine 'remote' is not running; start its server`,
      url: 'http://127.0.0.1:1',
      sets: 0,
      drift: [],
      since: expect.any(String),
    });
    expect(await statusOf('cedar')).toMatchObject({ state: 'up', sets: 1 });
    await portal
      .post('/access/v1/evaluation', readRequest('alice'))
      .expect(200);
    for (const path of ['', '/sets/far']) {
      const { body, headers } = await portal
        .post(`${path}/access/v1/evaluation`, parcel)
        .expect(503);
      expect(body.error.message).toBe(
        `policy set 'far' is not registered yet: engine 'remote' is not running; start its server`,
      );
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
    await portal
      .post('/access/v1/evaluation', readRequest('alice', undefined, 'planet'))
      .expect(404);
    const { body: overview } = await portal.get('/overview');
    expect(overview.registryErrors).toEqual([
      expect.objectContaining({
        source: expect.stringMatching(/far$/),
        message: expect.stringMatching(
          /policy set 'far' cannot be checked: engine 'remote' is not running/,
        ),
      }),
    ]);

    engine.health = 'up';
    await untilDecided();
    expect(await untilState('remote', 'up')).toMatchObject({
      version: '7.1',
      latencyMs: 1.23,
      circuit: 'closed',
      sets: 1,
      revisions: [{ set: 'far', revision: expect.stringMatching(/^\w{64}$/) }],
    });
  });

  it.each([
    ['rejects', async () => Promise.reject(new Error('broken pipe'))],
    ['gives too few answers', async () => []],
    ['gives nothing', async () => undefined as never],
    ['gives what is no decision', async () => [{ outcome: 'yes' } as never]],
    [
      'allows beside a policy that failed',
      async () => [
        {
          outcome: 'allow' as const,
          policies: ['read'],
          durationUs: 1,
          errors: [{ message: 'no' }],
        },
      ],
    ],
  ])('never allows when a driver %s', async (_what, answer) => {
    const sound = engine.answer;
    engine.answer = answer;
    try {
      const request = { ...parcel, context: { asked: _what } };
      const { body } = await portal
        .post('/access/v1/evaluation', request)
        .expect(503);
      expect(body.error.message).toMatch(
        /^engine 'remote' gave no decision for policy set 'far': /,
      );
      const batch = await portal
        .post('/access/v1/evaluations', {
          ...request,
          evaluations: [{}, { ...readRequest('alice'), context: {} }],
        })
        .expect(200);
      expect(batch.body.evaluations).toMatchObject([
        { decision: false, context: { error: { status: 503 } } },
        { decision: true },
      ]);
    } finally {
      engine.answer = sound;
    }
  });

  it('puts back what an engine lost, by itself', async () => {
    const before = engine.repairs;
    engine.held = { state: 'missing', message: 'gone' };
    await untilState('remote', 'up');
    await until(() => engine.repairs > before);
    expect(engine.repairs).toBe(before + 1);
    expect(engine.held).toEqual({ state: 'in-sync' });
  });

  it('shows drift and leaves it until somebody repairs it', async () => {
    const before = engine.repairs;
    engine.held = {
      state: 'drifted',
      actual: 'abc',
      message: 'somebody published another revision',
    };
    const status = await untilState('remote', 'degraded');
    expect(status).toMatchObject({
      message: '1 of its policy sets is not as the portal put it there',
      drift: [
        {
          set: 'far',
          expected: status.revisions[0].revision,
          actual: 'abc',
          message: 'somebody published another revision',
        },
      ],
    });
    await untilState('remote', 'degraded');
    expect(engine.repairs).toBe(before);

    const { body } = await portal
      .post('/engines/remote/repair', { set: 'far' })
      .expect(200);
    expect(body).toMatchObject({ name: 'remote', state: 'up', drift: [] });
    expect(engine.repairs).toBe(before + 1);
    await portal.post('/engines/remote/repair', {}).expect(200);
    expect(engine.repairs).toBe(before + 2);

    const { body: unknown } = await portal
      .post('/engines/remote/repair', { set: 'records' })
      .expect(404);
    expect(unknown.error.message).toMatch(/'remote' holds no .* 'records'/);
    await portal.post('/engines/nothing/repair', {}).expect(404);
    await portal.post('/engines/remote/repair', { sets: 'far' }).expect(400);
  });

  it('says so when policies are in the language of another engine', async () => {
    const files = setFiles('mixed', { type: 'letter', engine: 'remote' });
    const { body } = await portal
      .post('/playground/evaluate', {
        files: Object.entries(files).map(([path, content]) => ({
          path,
          content,
        })),
      })
      .expect(200);
    expect(body.diagnostics).toEqual([
      expect.objectContaining({
        file: 'policy-set.yaml',
        message: `policy 'read' wants the file 'policies/read.remote', which does not exist`,
        help: `'policies/read.cedar' is a file for engine 'cedar': say 'engine: cedar' in 'spec', or write the policy for 'remote'.`,
      }),
    ]);
  });

  it('tells apart an engine whose analyzer is missing from one that has none', async () => {
    const { analyzer, state } = await until(
      () => statusOf('cedar'),
      status => status.analyzer !== undefined,
    );
    // Decisions need no analyzer.
    expect(state).toBe('up');
    expect(analyzer).toEqual({
      state: 'missing',
      message: expect.stringMatching(
        /'\/nowhere\/cedar' is not installed .* 'policies\.engines\.cedar\.analyzer\.binary'/,
      ),
    });
    expect((await statusOf('remote')).analyzer).toBeUndefined();
  });

  it('holds up nobody while an engine hangs', async () => {
    engine.health = 'hangs';
    const status = await untilState('remote', 'down');
    expect(status.message).toMatch(
      /engine 'remote' gave no answer within 2000 ms/,
    );
    const checked = (await statusOf('cedar')).checkedAt!;
    await until(
      () => statusOf('cedar'),
      ({ checkedAt }) => checkedAt! > checked,
    );
    engine.health = 'up';
    await untilState('remote', 'up');
  });

  it('answers servers of engines only where the engine asks something', async () => {
    const { body } = await portal.get('/engines/remote/server/bundle');
    expect(body.error.message).toMatch(/allow|service|credential/i);
  });
});

it('repairs only for those who may, and says which permission is missing', async () => {
  const folder = new SetsFolder();
  folder.write('records', setFiles('records'));
  const portal = await startPortal([folder.path], {
    features: [
      mockServices.permissions.mock({
        authorize: async requests =>
          requests.map(() => ({ result: AuthorizeResult.DENY })),
      }).factory,
    ],
  });
  const { body } = await portal.post('/engines/cedar/repair', {}).expect(403);
  expect(body.error.message).toMatch(/'policies.engine.repair'/);
  await portal.stop();
  folder.dispose();
});
