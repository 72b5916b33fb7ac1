import { Entity } from '@backstage/catalog-model';
import { AlphaEntity } from '@backstage/catalog-model/alpha';
import { CatalogProcessorResult } from '@backstage/plugin-catalog-node';
import { PoliciesEntitiesProcessor } from './PoliciesEntitiesProcessor';

const processor = new PoliciesEntitiesProcessor();
const location = { type: 'policies', target: 'withdrawals' };

const policySet: Entity = {
  apiVersion: 'policies.internal/v1alpha1',
  kind: 'PolicySet',
  metadata: { name: 'withdrawals' },
  spec: {
    lifecycle: 'production',
    owner: 'team-withdrawals',
    domain: 'withdrawals',
    engine: 'cedar',
    resourceTypes: ['Withdrawal'],
    health: 'healthy',
  },
};

const policy: Entity = {
  apiVersion: 'policies.internal/v1alpha1',
  kind: 'Policy',
  metadata: { name: 'withdrawals.daily-limit' },
  spec: {
    lifecycle: 'production',
    owner: 'user:default/mara',
    policySet: 'policyset:default/withdrawals',
    regulations: ['MiCA'],
  },
};

function component(consumes: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: 'order-gateway',
      annotations: { 'policies.internal/consumes': consumes },
    },
    spec: { type: 'service', lifecycle: 'production', owner: 'team-spot' },
  };
}

async function process(entity: Entity) {
  const emitted = new Array<CatalogProcessorResult>();
  const result: AlphaEntity = await processor.postProcessEntity(
    entity,
    location,
    item => emitted.push(item),
  );
  const ref = (part: { kind: string; namespace: string; name: string }) =>
    `${part.kind.toLowerCase()}:${part.namespace}/${part.name}`;
  return {
    errors: result.status?.items?.map(item => item.message) ?? [],
    emittedErrors: emitted.filter(item => item.type === 'error'),
    relations: emitted.flatMap(item =>
      item.type === 'relation'
        ? [
            `${ref(item.relation.source)} ${item.relation.type} ${ref(
              item.relation.target,
            )}`,
          ]
        : [],
    ),
  };
}

describe('PoliciesEntitiesProcessor', () => {
  it('relates a set and a policy both ways', async () => {
    expect(await process(policySet)).toEqual({
      errors: [],
      emittedErrors: [],
      relations: [
        'policyset:default/withdrawals ownedBy group:default/team-withdrawals',
        'group:default/team-withdrawals ownerOf policyset:default/withdrawals',
        'policyset:default/withdrawals partOf domain:default/withdrawals',
        'domain:default/withdrawals hasPart policyset:default/withdrawals',
      ],
    });
    expect((await process(policy)).relations).toEqual([
      'policy:default/withdrawals.daily-limit ownedBy user:default/mara',
      'user:default/mara ownerOf policy:default/withdrawals.daily-limit',
      'policy:default/withdrawals.daily-limit partOf policyset:default/withdrawals',
      'policyset:default/withdrawals hasPart policy:default/withdrawals.daily-limit',
    ]);
  });

  it('relates a component to each set once, and to policies named alone', async () => {
    const { relations, errors } = await process(
      component(' withdrawals, kyc.identity-level ,kyc.age, kyc,withdrawals'),
    );
    expect(errors).toEqual([]);
    expect(relations.filter(item => item.includes('consumesPolicy'))).toEqual([
      'component:default/order-gateway consumesPolicy policyset:default/withdrawals',
      'component:default/order-gateway consumesPolicy policyset:default/kyc',
      'component:default/order-gateway consumesPolicy policy:default/kyc.identity-level',
      'component:default/order-gateway consumesPolicy policy:default/kyc.age',
    ]);
    expect(relations.filter(item => item.includes('policyConsumedBy'))).toEqual(
      [
        'policyset:default/withdrawals policyConsumedBy component:default/order-gateway',
        'policyset:default/kyc policyConsumedBy component:default/order-gateway',
        'policy:default/kyc.identity-level policyConsumedBy component:default/order-gateway',
        'policy:default/kyc.age policyConsumedBy component:default/order-gateway',
      ],
    );
    expect((await process(component(''))).relations).toEqual([]);
  });

  it('names malformed consumers on the entity and keeps its other relations', async () => {
    const { relations, errors, emittedErrors } = await process(
      component('withdrawals, policyset:default/kyc, kyc.a.b, Cards, kyc.'),
    );
    expect(errors).toEqual([
      "InputError: The annotation 'policies.internal/consumes' names 'policyset:default/kyc', 'kyc.a.b', 'Cards', 'kyc.', which is no policy set or policy; write names as 'set' or 'set.policy', separated by commas",
    ]);
    expect(emittedErrors).toEqual([]);
    expect(relations).toEqual([
      'component:default/order-gateway consumesPolicy policyset:default/withdrawals',
      'policyset:default/withdrawals policyConsumedBy component:default/order-gateway',
    ]);
  });

  it('recognises its kinds only, and names each wrong field', async () => {
    await expect(processor.validateEntityKind(policySet)).resolves.toBe(true);
    await expect(processor.validateEntityKind(policy)).resolves.toBe(true);
    await expect(
      processor.validateEntityKind({ ...policy, apiVersion: 'other/v1' }),
    ).resolves.toBe(false);
    await expect(processor.validateEntityKind(component(''))).resolves.toBe(
      false,
    );

    await expect(
      processor.validateEntityKind({
        ...policySet,
        spec: {
          ...policySet.spec,
          owner: 'a:b:c',
          resourceTypes: ['Withdrawal', 7],
          health: 'fine',
        },
      }),
    ).rejects.toThrow(
      /^PolicySet 'withdrawals' is not valid: 'spec\.owner': 'a:b:c' is no entity reference; write it as 'group:default\/<name>'; 'spec\.resourceTypes\.1': .*; 'spec\.health': /,
    );
    await expect(
      processor.validateEntityKind({ ...policy, spec: undefined }),
    ).rejects.toThrow(
      /'spec\.lifecycle': .*'spec\.owner': .*'spec\.policySet': .*'spec\.regulations': /,
    );
  });
});
