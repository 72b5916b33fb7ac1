import {
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  CallableRoutes,
  DecisionCaller,
  DecisionHouse,
  DecideOptions,
  DecisionLog,
  Door,
  policiesFeaturesExtensionPoint,
  readinessServiceRef,
} from '@internal/plugin-policies-node';
import { Gate } from '@internal/plugin-policies-node/testUtils';
import {
  readRequest,
  setFiles,
  SetsFolder,
  startPortal,
} from '../__testUtils__';
import { Doors } from './Doors';

jest.setTimeout(60_000);

describe('a door of a feature', () => {
  const folder = new SetsFolder();
  const missing: string[] = [];
  const events: string[] = [];
  let house: DecisionHouse;
  let routes: CallableRoutes;
  let log: DecisionLog;
  let portal: Awaited<ReturnType<typeof startPortal>>;

  const audited = jest.fn(async () => ({
    success: async () => {},
    fail: async () => {},
  })) as jest.Mock;
  const gate: Door = {
    name: 'gate',
    open: opened => {
      house = opened;
      events.push('open');
    },
    drain: () => {
      events.push('drained');
    },
  };
  const stuck: Door = {
    name: 'stuck',
    open: () => {
      throw new Error('the port is taken');
    },
    drain: () => {
      events.push('stuck drained');
    },
  };
  const caller = (parts: Partial<DecisionCaller> = {}): DecisionCaller => ({
    ref: 'component:default/gate',
    via: 'gate',
    share: 'gate',
    may: () => true,
    ...parts,
  });
  const ask = (parts: Partial<DecideOptions> = {}) =>
    house.decisions.evaluate(readRequest('alice'), {
      caller: caller(),
      purpose: 'production',
      ...parts,
    });

  beforeAll(async () => {
    folder.write('records', setFiles('records'));
    portal = await startPortal([folder.path], {
      features: [
        createServiceFactory({
          service: readinessServiceRef,
          deps: {},
          factory: () => ({
            holdBack: () => () => {},
            reasons: () => [],
            reportMissing: what => missing.push(what),
            missing: () => missing,
          }),
        }),
        mockServices.auditor.mock({ createEvent: audited }).factory,
        createBackendModule({
          pluginId: 'policies',
          moduleId: 'gate',
          register(registration) {
            registration.registerInit({
              deps: { features: policiesFeaturesExtensionPoint },
              async init({ features }) {
                features.addFeature({
                  name: 'gate',
                  create: async core => {
                    log = core.decisionLog;
                    core.observeDecisions(set => {
                      events.push(`told ${set}`);
                      throw new Error('an observer that cannot observe');
                    });
                    routes = core.routes;
                    return { doors: [stuck, gate] };
                  },
                });
              },
            });
          },
        }),
      ],
    });
  });

  afterAll(() => folder.dispose());

  it('opens to decisions; one that cannot open is named and closed, and the others are open', async () => {
    expect(missing).toEqual(["decisions cannot be asked for by 'stuck'"]);
    expect(events).toEqual(['stuck drained', 'open']);
    expect(await ask()).toMatchObject({
      decision: true,
      context: { set: 'records' },
    });
    await portal
      .post('/access/v1/evaluation', readRequest('alice'))
      .expect(200);
    expect(
      await log.series({ callers: ['component:default/gate'] }, []),
    ).toMatchObject([{ decisions: 1 }]);
  });

  it('has callers refused that may not, whether that is known at once or asked', async () => {
    for (const may of [() => false, async () => false]) {
      await expect(ask({ caller: caller({ may }) })).rejects.toMatchObject({
        name: 'NotAllowedError',
        message: expect.stringContaining('policies.decision.evaluate'),
      });
    }
    const onlySearches = caller({ may: right => right === 'search' });
    await expect(ask({ caller: onlySearches })).rejects.toMatchObject({
      name: 'NotAllowedError',
    });
  });

  it('counts what is of production alone', async () => {
    events.length = 0;
    const before = await log.series({}, []);
    for (const purpose of ['test', 'replay', 'internal'] as const) {
      expect((await ask({ purpose })).decision).toBe(true);
    }
    expect(await log.series({}, [])).toEqual(before);
    expect(events).toEqual([]);
    await ask();
    expect((await log.series({}, []))[0].decisions).toBe(
      before[0].decisions + 1,
    );
    expect(events).toEqual(['told records']);
  });

  it('does not ask engines for those who wait no longer', async () => {
    await expect(
      ask({ deadline: performance.now() - 1 }),
    ).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining(
        "'component:default/gate' waits is over",
      ),
    });
    expect((await ask({ deadline: performance.now() + 60_000 })).decision).toBe(
      true,
    );
  });

  it('may name the revision that has to decide: the active one in production, any for a test', async () => {
    const { body } = await portal.get('/sets/records/revisions').expect(200);
    const [{ revision: first }] = body.items;
    folder.write('records', setFiles('records', { limit: 1 }));
    await portal.refresh();
    const named = { set: 'records', revision: first };
    expect((await ask()).decision).toBe(false);
    await expect(ask(named)).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringContaining(first),
    });
    expect(await ask({ ...named, purpose: 'replay' })).toMatchObject({
      decision: true,
      context: { revision: first, policies: ['read'] },
    });
    const batch = await house.decisions.evaluateBatch(
      [{ request: readRequest('alice') }, { request: readRequest('bob') }],
      'execute_all',
      { caller: caller(), purpose: 'replay', ...named },
    );
    expect(batch.map(({ decision }) => decision)).toEqual([true, false]);
    // What another revision decided is not what this one does.
    expect((await ask()).decision).toBe(false);
    await expect(
      ask({ revision: first, purpose: 'test' }),
    ).rejects.toMatchObject({ name: 'InputError' });
    await expect(
      ask({ set: 'records', revision: 'f'.repeat(64), purpose: 'test' }),
    ).rejects.toMatchObject({ name: 'NotFoundError' });
  });

  it('may have routes answered in another way than over HTTP, audited and refused all the same', async () => {
    const call = (path: string, body: unknown) => {
      const route = routes.list().find(known => known.path === path)!;
      return routes.answer({
        route,
        credentials: mockCredentials.user(),
        params: { engine: 'cedar' },
        readBody: async () => body,
        readQuery: () => undefined,
        signal: new AbortController().signal,
      });
    };
    expect(await call('/overview', undefined)).toMatchObject({
      counts: { sets: 1 },
    });
    await call('/engines/:engine/repair', { set: 'nothing' }).catch(() => {});
    const [event] = audited.mock.calls.map(([options]) => options).slice(-1);
    expect(event).toMatchObject({
      eventId: 'engine-repair',
      meta: { engine: 'cedar', caller: 'user:default/mock' },
    });
  });

  it('is drained as the portal ends', async () => {
    events.length = 0;
    await portal.stop();
    expect(events).toEqual(['drained']);
  });
});

describe('a door that is opening while the portal ends', () => {
  it('is closed when it is open, and none is opened after it', async () => {
    const gate = new Gate();
    const events: string[] = [];
    const door = (name: string): Door => ({
      name,
      open: async () => {
        await gate.pass();
        events.push(`${name} open`);
      },
      drain: () => {
        events.push(`${name} drained`);
      },
    });
    const doors = new Doors([door('slow'), door('next')], {
      logger: mockServices.logger.mock(),
      readiness: {
        holdBack: () => () => {},
        reasons: () => [],
        reportMissing: () => {},
        missing: () => [],
      },
    });
    const opening = doors.open({} as DecisionHouse);
    await doors.drain();
    expect(events).toEqual([]);
    gate.open();
    await opening;
    expect(events).toEqual(['slow open', 'slow drained']);
  });
});
