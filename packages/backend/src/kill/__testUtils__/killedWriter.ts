import { writeSync } from 'fs';
import { mockServices } from '@backstage/backend-test-utils';
import { policySetManifestSchema } from '@internal/plugin-policies-common';
import createKnex, { Knex } from 'knex';
import { DatabaseChangeStore } from '@internal/plugin-policies-backend-module-changes/testUtils';
import { DatabaseDeployments } from '@internal/plugin-policies-backend/testUtils';
import { DatabaseJourneyStore } from '@internal/plugin-policies-backend-module-onboarding/testUtils';

/*
 * A process that publishes, rolls back and saves as fast as it can, until it is killed. It tells on
 * standard output what was acknowledged to it: `saved <journey> <number>` and `published <revision>`.
 */

const SET = 'records';

const manifest = policySetManifestSchema.parse({
  apiVersion: 'policies.internal/v1alpha1',
  kind: 'PolicySet',
  metadata: { name: SET, title: 'Records' },
  spec: {
    domain: 'testing',
    owner: 'group:default/testers',
    engine: 'cedar',
    resourceTypes: ['record'],
    policies: [{ name: 'read', title: 'Reading' }],
  },
});

const active = { manifest, diagnostics: [], caseResults: [] };

function tell(line: string): void {
  writeSync(1, `${line}\n`);
}

async function activeRevision(db: Knex): Promise<string> {
  const row = await db('policy_sets').where({ name: SET }).first();
  return row.active_revision;
}

/** One change from its proposal to its publication. */
async function publish(
  db: Knex,
  store: DatabaseChangeStore,
  revision: string,
): Promise<string> {
  const base = await activeRevision(db);
  const id = await store.create({
    title: 'A change',
    origin: 'api',
    checks: [{ name: 'validation', blocking: true }],
    proposal: {
      manifest,
      domain: 'domain:default/testing',
      owner: 'group:default/testers',
      revision,
      files: [{ path: 'policies/read.cedar', content: revision }],
      base,
      author: 'user:default/ann',
    },
  });
  await store.update(id, 1, { state: 'in-review' });
  const requirement = {
    reason: 'owner' as const,
    group: 'group:default/testers',
    because: 'It owns the set.',
  };
  await store.review(
    id,
    2,
    {
      author: 'user:default/ben',
      groups: ['group:default/testers'],
      verdict: 'approve',
      push: 1,
      base,
      revision,
    },
    () => ({
      state: 'approved',
      requirements: [{ ...requirement, approvedBy: 'user:default/ben' }],
    }),
  );
  await db('policy_change_checks')
    .where({ change_id: Number(id) })
    .update({ state: 'passed' });
  const change = await store.find(id);
  await store.publish(change!, active, 'user:default/ann');
  tell(`published ${revision}`);
  return base;
}

async function main(): Promise<void> {
  const db = createKnex(JSON.parse(process.argv[2]));
  const prefix = process.argv[3];
  const database = mockServices.database({ knex: db });
  const store = await DatabaseChangeStore.create(
    database,
    await DatabaseDeployments.create(database),
    // Whoever runs checks is not killed here.
    { replace: async () => {} },
    () => [],
  );
  const journeys = await DatabaseJourneyStore.create(database);
  const journey = process.argv[4];
  tell('ready');
  for (let count = 0; ; count++) {
    const revision = `${prefix}${count}`.padStart(64, '0');
    const before = await publish(db, store, revision);
    if (count % 2) {
      await store.rollBack(
        {
          set: SET,
          from: revision,
          to: before,
          by: 'user:default/ben',
          reason: 'Too generous',
        },
        active,
      );
      tell(`rolled-back ${revision}`);
    }
    const known = await journeys.find(journey);
    const version = known?.fields.title?.version ?? 0;
    const value = `${prefix}-${count}`;
    const { conflicts } = await journeys.save(
      journey,
      [{ field: 'title', value, version }],
      'user:default/ann',
    );
    if (!conflicts.length) {
      tell(`saved ${version + 1} ${value}`);
    }
  }
}

main();
