import { policySetManifestSchema } from '@internal/plugin-policies-common';
import { ChangeResources } from './ChangeResources';

const manifest = policySetManifestSchema.parse({
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

/** A change of a set that gives itself another owner and domain. */
const change = {
  id: '1',
  set: 'records',
  owner: 'group:default/strangers',
  domain: 'domain:default/strange',
  author: 'user:default/mallory',
  requirements: [],
};

async function ownerWhere(sets: { loaded: boolean; registered: boolean }) {
  const resources = new ChangeResources({
    store: { find: async () => change },
    liveSets: { find: () => (sets.loaded ? { manifest } : undefined) },
    deployments: {
      getSets: async () => (sets.registered ? [{ manifest }] : []),
    },
  } as any);
  const { owner, domain } = (await resources.findChange('1'))!;
  return [owner, domain];
}

describe('a change, as permission rules see it', () => {
  it('has the owner of its set, also of one that this replica has not loaded; its own only while there is none', async () => {
    const registered = ['group:default/testers', 'domain:default/testing'];
    expect(await ownerWhere({ loaded: true, registered: true })).toEqual(
      registered,
    );
    expect(await ownerWhere({ loaded: false, registered: true })).toEqual(
      registered,
    );
    expect(await ownerWhere({ loaded: false, registered: false })).toEqual([
      change.owner,
      change.domain,
    ]);
  });
});
