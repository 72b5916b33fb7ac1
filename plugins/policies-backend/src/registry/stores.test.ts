import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import {
  PolicySetManifest,
  policySetManifestSchema,
} from '@internal/plugin-policies-common';
import { Knex } from 'knex';
import { resolve } from 'path';
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
});
