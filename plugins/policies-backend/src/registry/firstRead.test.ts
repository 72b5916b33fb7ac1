import { createServiceFactory } from '@backstage/backend-plugin-api';
import { readinessServiceRef } from '@internal/plugin-policies-node';
import { until } from '@internal/plugin-policies-node/testUtils';
import { RemoteControlledEngine } from '../__testUtils__/RemoteControlledEngine';
import { setFiles, SetsFolder } from '../__testUtils__/SetsFolder';
import { readRequest, startPortal } from '../__testUtils__/startPortal';

const remoteFiles = {
  'policy-set.yaml': setFiles('far', { type: 'parcel', engine: 'remote' })[
    'policy-set.yaml'
  ],
  'policies/read.remote': 'whatever',
};

/** A promise that the test ends. */
function gate() {
  let open!: () => void;
  let fail!: (error: Error) => void;
  const passed = new Promise<void>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { passed, open, fail };
}

describe('the first read after a start', () => {
  const held = new Set<string>();
  let folder: SetsFolder;
  let engine: RemoteControlledEngine;
  let portal: Awaited<ReturnType<typeof startPortal>>;

  beforeEach(() => {
    folder = new SetsFolder();
    folder.write('far', remoteFiles);
    folder.write('records', setFiles('records'));
    engine = new RemoteControlledEngine();
  });
  afterEach(async () => {
    await portal.stop();
    folder.dispose();
  });

  const start = async () => {
    portal = await startPortal([folder.path], {
      policies: {
        engines: { cedar: { liveWorkers: 1, draftWorkers: 1 }, remote: {} },
      },
      features: [
        engine.feature,
        createServiceFactory({
          service: readinessServiceRef,
          deps: {},
          factory: () => ({
            holdBack: reason => {
              held.add(reason);
              return () => held.delete(reason);
            },
            reasons: () => [...held],
            reportMissing: () => {},
            missing: () => [],
          }),
        }),
      ],
    });
  };
  const parcel = readRequest('alice', undefined, 'parcel');

  it('holds back readiness, answers 503 for what is not there yet, and tries again what was slow', async () => {
    const turns = [gate(), gate()];
    let asked = 0;
    engine.beforeCompile = () => turns[asked++]?.passed ?? Promise.resolve();
    await start();

    const record = readRequest('alice');
    const expectReading = async () => {
      expect([...held]).toEqual([expect.stringContaining('first read')]);
      for (const [path, body] of [
        ['', parcel],
        ['', record],
        ['/sets/far', parcel],
      ] as const) {
        const answer = await portal.post(`${path}/access/v1/evaluation`, body);
        expect(answer.status).toBe(503);
        expect(answer.body.error.message).toMatch(/still reading its sources/);
        expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      }
      const batch = await portal
        .post('/access/v1/evaluations', { ...parcel, evaluations: [{}] })
        .expect(200);
      expect(batch.body.evaluations[0]).toMatchObject({
        decision: false,
        context: { error: { status: 503 } },
      });
      await portal.get('/sets/far').expect(503);
      const { body: overview } = await portal.get('/overview').expect(200);
      expect(overview).toMatchObject({
        registryErrors: [],
        troubledSets: [],
        counts: { brokenSets: 0 },
        reading: { checking: ['far'] },
      });
    };
    await expectReading();

    // Too slow for its limit, the engine goes on to serve, and the set is no worse for it.
    turns[0].fail(new Error('the engine did not answer in time'));
    await until(async () => asked === 2);
    const { body: lists } = await portal.get('/sets').expect(200);
    expect(lists.items).toMatchObject([{ name: 'records', health: 'healthy' }]);
    await portal.post('/access/v1/evaluation', record).expect(200);
    expect([...held]).toHaveLength(1);
    expect((await portal.get('/overview')).body).toMatchObject({
      registryErrors: [],
      reading: { checking: ['far'] },
    });

    turns[1].open();
    await until(async () => !held.size);
    await portal.post('/access/v1/evaluation', parcel).expect(200);
    await portal
      .post('/access/v1/evaluation', readRequest('alice', undefined, 'planet'))
      .expect(404);
    const { body: overview } = await portal.get('/overview');
    expect(overview.registryErrors).toEqual([]);
    expect(overview.reading).toBeUndefined();
  });

  it('takes an embedded engine for slow, not for down, and one over the network for down', async () => {
    engine.health = 'down';
    await start();
    expect(held.size).toBe(0);
    await portal.stop();

    Object.defineProperty(engine, 'remote', { value: undefined });
    await start();
    expect(held.size).toBe(1);
    const { body: engines } = await portal.get('/engines').expect(200);
    expect(engines.items).toContainEqual(
      expect.objectContaining({ name: 'remote', state: 'unknown' }),
    );
    expect((await portal.get('/overview')).body).toMatchObject({
      registryErrors: [],
      reading: { checking: ['far'] },
    });
    engine.health = 'up';
    await until(async () => !held.size);
    await portal.post('/access/v1/evaluation', parcel).expect(200);
  });
});
