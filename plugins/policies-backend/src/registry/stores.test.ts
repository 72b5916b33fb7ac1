import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import {
  PolicySetManifest,
  policySetManifestSchema,
} from '@internal/plugin-policies-common';
import { Knex } from 'knex';
import { resolve } from 'path';
import { DatabaseDecisionLog } from '../decisions/DatabaseDecisionLog';
import { DatabaseDeployments } from '../deployments/DatabaseDeployments';
import { DatabaseRegistryState } from './DatabaseRegistryState';

const manifest: PolicySetManifest = policySetManifestSchema.parse({
  apiVersion: 'policies.internal/v1alpha1',
  kind: 'PolicySet',
  metadata: { name: 'records', title: 'Records' },
  spec: {
    domain: 'testing',
    owner: 'group:default/testers',
    engine: 'cedar',
    resourceTypes: ['record'],
    policies: [{ name: 'read', title: 'Reading' }],
  },
});

const files = (content: string) => [{ path: 'a.cedar', content }];

const set = {
  name: 'records',
  source: 'folder:sets',
  location: '/sets/records',
  manifest,
  seenRevision: 'a1',
  diagnostics: [],
  caseResults: [],
};

describe.each(TestDatabases.create().eachSupportedId())('stores on %s', id => {
  const databases = TestDatabases.create();
  let knex: Knex;
  let store: DatabaseDeployments;
  let registryState: DatabaseRegistryState;

  beforeAll(async () => {
    knex = await databases.init(id);
    await knex.migrate.latest({
      directory: resolve(__dirname, '../../migrations'),
    });
    const database = mockServices.database({ knex });
    store = await DatabaseDeployments.create(database);
    registryState = await DatabaseRegistryState.create(database);
  });

  it('activates revisions, keeps the good one beside errors, and removes sets', async () => {
    await store.activate(set, { revision: 'a1', files: files('one') });
    const [first] = await store.getSets(['records']);
    await store.activate(
      { ...set, seenRevision: 'b2' },
      { revision: 'b2', files: files('two') },
    );
    const [second] = await store.getSets(['records']);
    expect(second).toMatchObject({ activeRevision: 'b2', seenRevision: 'b2' });
    expect(second.generation).not.toBe(first.generation);

    await store.markBroken({
      ...set,
      manifest: { ...manifest, metadata: { ...manifest.metadata, title: 'X' } },
      seenRevision: 'c3',
      diagnostics: [{ severity: 'error', source: 'portal', message: 'bad' }],
    });
    const [broken] = await store.getSets(['records']);
    expect(broken).toMatchObject({
      activeRevision: 'b2',
      activatedAt: second.activatedAt,
      seenRevision: 'c3',
      manifest,
      diagnostics: [{ message: 'bad' }],
    });

    await store.activate(set, { revision: 'a1', files: files('one') });
    const revisions = await store.listRevisions('records');
    expect(
      revisions.map(({ revision, active }) => [revision, active]).sort(),
    ).toEqual([
      ['a1', true],
      ['b2', false],
    ]);
    expect((await store.getRevision('records', 'b2'))?.files).toEqual(
      files('two'),
    );
    expect(
      await knex('policy_revisions').select('set_name', 'revision'),
    ).toHaveLength(2);

    await store.remove('records');
    expect([...(await store.listGenerations())]).toEqual([]);
    expect(await store.listRevisions('records')).toHaveLength(2);
  });

  it('never activates a revision that is not stored', async () => {
    await expect(
      knex('policy_sets').insert({
        name: 'ghost',
        source: 's',
        location: 'l',
        manifest: '{}',
        active_revision: 'none',
        diagnostics: '[]',
        case_results: '[]',
        generation: 'g',
      }),
    ).rejects.toThrow();
  });

  it('reads hundreds of sets and remembers the state of the registry', async () => {
    for (let i = 0; i < 450; i++) {
      await store.markBroken({ ...set, name: `set-${i}` });
    }
    const names = [...(await store.listGenerations()).keys()];
    expect(await store.getSets(names)).toHaveLength(450);
    expect(await registryState.get()).toEqual({ errors: [] });
    const state = {
      refreshedAt: '2026-01-02T03:04:05.000Z',
      errors: [{ source: 's', message: 'm' }],
    };
    await registryState.set({ ...state, errors: [] });
    await registryState.set(state);
    expect(await registryState.get()).toEqual(state);
  });

  it('writes the decision log in batches, samples above the rate and counts exactly', async () => {
    const logger = mockServices.logger.mock();
    const log = await DatabaseDecisionLog.create({
      database: mockServices.database.mock({ getClient: async () => knex }),
      logger,
      entriesPerSecond: 250,
    });
    const record = (time: string, caller: string, decision: boolean) =>
      log.record({
        time,
        caller,
        set: 'records',
        revision: 'a1',
        engine: 'cedar',
        request: {
          subject: { type: 'user', id: 'é"\u0001' },
          action: { name: 'read' },
          resource: { type: 'record', id: 'r1' },
        },
        decision,
        policies: ['read'],
        durationUs: 12,
      });
    for (let i = 0; i < 1_000; i++) {
      record('2026-05-05T10:00:00.500Z', 'component:default/a', i % 4 === 0);
    }
    record('2026-05-05T11:00:01.000Z', 'component:default/b', true);
    await log.flush();
    record('2026-05-05T11:00:02.000Z', 'component:default/b', true);
    expect(await log.count(new Date('2026-05-05T10:30:00Z'))).toEqual({
      allowed: 252,
      denied: 750,
    });
    expect(await log.count(new Date(0), ['other'])).toEqual({
      allowed: 0,
      denied: 0,
    });
    expect(await log.observedConsumers('records')).toEqual([
      {
        caller: 'component:default/a',
        decisions: 1_000,
        lastSeen: '2026-05-05T10:00:00.500Z',
      },
      {
        caller: 'component:default/b',
        decisions: 2,
        lastSeen: '2026-05-05T11:00:02.000Z',
      },
    ]);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await log.list({ sets: ['records'], limit: 100, cursor });
      seen.push(...page.items.map(item => item.id));
      cursor = page.nextCursor;
      // Of 1,002 decisions 252 have an entry: what pages give is what the total says.
      expect(page.total).toBe(252);
    } while (cursor);
    expect(seen).toHaveLength(252);
    expect(new Set(seen).size).toBe(252);

    await log.deleteBefore(new Date('2026-05-05T11:00:01.500Z'));
    const rest = await log.list({ limit: 10 });
    expect([rest.total, rest.items.length]).toEqual([2, 2]);
    expect(await log.list({ limit: 10, sets: ['other'] })).toMatchObject({
      total: 0,
    });
    expect(
      await log.listSetsAskedBy(['Component:default/A', 'component:default/b']),
    ).toEqual(['records']);
    expect(await log.listSetsAskedBy(['component:default/a'])).toEqual([]);
  });

  it('keeps decisions in memory while the database is away', async () => {
    const logger = mockServices.logger.mock();
    let away = true;
    const client = new Proxy(knex, {
      get: (target, key) =>
        key === 'transaction' && away
          ? async () => {
              throw new Error('the database is away');
            }
          : (target as any)[key],
    });
    const log = await DatabaseDecisionLog.create({
      database: mockServices.database.mock({ getClient: async () => client }),
      logger,
      entriesPerSecond: 10,
    });
    log.record({
      time: '2026-06-06T10:00:00.000Z',
      caller: 'x',
      set: 'away',
      revision: 'a1',
      engine: 'cedar',
      request: {
        subject: { type: 'user', id: 'u' },
        action: { name: 'read' },
        resource: { type: 'record', id: 'r' },
      },
      decision: true,
      policies: [],
      durationUs: 1,
    });
    await log.flush();
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('the database is away'),
    );
    away = false;
    expect((await log.list({ sets: ['away'], limit: 10 })).items).toHaveLength(
      1,
    );
    expect(await log.observedConsumers('away')).toEqual([
      expect.objectContaining({ decisions: 1 }),
    ]);
  });
});
