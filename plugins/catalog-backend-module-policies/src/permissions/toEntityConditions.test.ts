import { Entity } from '@backstage/catalog-model';
import { permissionRules } from '@backstage/plugin-catalog-backend/alpha';
import {
  PermissionCondition,
  PermissionCriteria,
} from '@backstage/plugin-permission-common';
import {
  meetsCriteria,
  policySetConditions,
} from '@internal/plugin-policies-node';
import { toPolicyEntity, toPolicySetEntity } from '../provider/toEntities';
import { toEntityConditions } from './toEntityConditions';

const set = {
  name: 'vault',
  title: 'Vault',
  tags: [],
  owner: 'team-vault',
  domain: 'custody',
  lifecycle: 'production' as const,
  engine: 'cedar',
  resourceTypes: ['key'],
  policyCount: 1,
  health: 'healthy' as const,
  errorCount: 0,
  cases: { total: 0, passed: 0, failed: 0 },
};

const ownedBy = { type: 'ownedBy', targetRef: 'group:default/team-vault' };

const entities: Entity[] = [
  { ...toPolicySetEntity(set), relations: [ownedBy] },
  {
    ...toPolicyEntity({
      set: 'vault',
      name: 'signing',
      title: 'Signing',
      lifecycle: 'production',
      regulations: [],
      owner: 'team-vault',
      domain: 'custody',
      files: [],
    }),
    relations: [ownedBy],
  },
];

const component: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'vault' },
};

/** Whether the catalog shows an entity under conditions. */
function isShown(
  entity: Entity,
  conditions: PermissionCriteria<PermissionCondition<'policy-set'>>,
): boolean {
  return meetsCriteria(toEntityConditions(conditions), ({ rule, params }) =>
    Object.values(permissionRules)
      .find(({ name }) => name === rule)!
      .apply(entity, params as never),
  );
}

describe('toEntityConditions', () => {
  const { isSetNamed, isSetOfDomain, isSetOwner } = policySetConditions;

  it.each<
    [string, boolean, PermissionCriteria<PermissionCondition<'policy-set'>>]
  >([
    ['owner', true, isSetOwner({ claims: ['group:default/team-vault'] })],
    ['another owner', false, isSetOwner({ claims: ['user:default/ann'] })],
    ['name', true, isSetNamed({ names: ['other', 'vault'] })],
    ['no name', false, isSetNamed({ names: [] })],
    ['domain', true, isSetOfDomain({ domains: ['Custody'] })],
    ['not the domain', false, { not: isSetOfDomain({ domains: ['custody'] }) }],
    [
      'several',
      true,
      {
        allOf: [
          { not: isSetNamed({ names: ['other'] }) },
          isSetOfDomain({ domains: ['domain:default/custody'] }),
        ],
      },
    ],
  ])('shows sets and their policies by %s', (_, shown, conditions) => {
    expect(entities.map(entity => isShown(entity, conditions))).toEqual([
      shown,
      shown,
    ]);
    expect(isShown(component, conditions)).toBe(true);
  });

  it('shows no entity by what it does not say, as those that a version before wrote', () => {
    const old = entities.map(({ metadata, ...entity }) => ({
      ...entity,
      metadata: { ...metadata, annotations: {} },
    }));
    const shown = (
      conditions: PermissionCriteria<PermissionCondition<'policy-set'>>,
    ) => old.map(entity => isShown(entity, conditions));
    for (const condition of [
      isSetOfDomain({ domains: ['treasury'] }),
      isSetNamed({ names: ['other'] }),
    ]) {
      expect(shown({ not: condition })).toEqual([false, false]);
    }
    expect(
      shown({ not: isSetOwner({ claims: ['user:default/ann'] }) }),
    ).toEqual([true, true]);
  });

  it('refuses rules it does not know', () => {
    expect(() =>
      toEntityConditions({
        rule: 'IS_SET_BLUE',
        resourceType: 'policy-set',
        params: {},
      }),
    ).toThrow(`rule 'IS_SET_BLUE' says nothing of entities`);
  });
});
