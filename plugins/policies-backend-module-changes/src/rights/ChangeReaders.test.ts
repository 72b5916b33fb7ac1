import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  PermissionCondition,
  PermissionCriteria,
} from '@backstage/plugin-permission-common';
import {
  meetsCriteria,
  policyChangeConditions,
  policyChangeRules,
} from '@internal/plugin-policies-node';
import { ChangeReaders } from './ChangeReaders';

const payments = {
  name: 'payments',
  manifest: {
    metadata: { name: 'payments' },
    spec: { owner: 'group:default/payers', domain: 'paying' },
  },
};

const change = {
  id: '1',
  owner: 'group:default/payers',
  domain: 'domain:default/paying',
  author: 'user:default/ann',
};

/** Whether a change of a set is read under a condition, on a replica that has loaded some of what is registered. */
async function isRead(
  set: string,
  condition: PermissionCriteria<PermissionCondition>,
  loaded: Array<typeof payments>,
): Promise<boolean> {
  const readers = new ChangeReaders({
    permissions: mockServices.permissions.mock({
      authorizeConditional: async () => [
        {
          result: AuthorizeResult.CONDITIONAL,
          pluginId: 'policies',
          resourceType: 'policy-change',
          conditions: condition,
        },
      ],
    }),
    permissionsRegistry: mockServices.permissionsRegistry.mock({
      getPermissionRuleset: () =>
        ({
          getRuleByName: (name: string) =>
            Object.values(policyChangeRules).find(rule => rule.name === name),
        } as never),
    }),
    setReaders: { tellableTo: async () => ({ scope: 'all' }) },
    liveSets: { list: () => loaded },
    deployments: { listGenerations: async () => new Map([['payments', '1']]) },
    resources: { listAskedByGroup: async () => [] },
  } as unknown as ConstructorParameters<typeof ChangeReaders>[0]);
  const readable = await readers.readableBy(mockCredentials.user());
  return (
    readable === 'all' ||
    meetsCriteria(readable, ({ key, values }) =>
      values.includes({ ...change, set }[key as 'set' | keyof typeof change]),
    )
  );
}

describe('changes of a set that is registered and not loaded', () => {
  const { isChangeAuthor, isChangeOfDomain, isChangeSetOwner } =
    policyChangeConditions;

  it.each<[string, PermissionCriteria<PermissionCondition>]>([
    ['domain', { not: isChangeOfDomain({ domains: ['paying'] }) }],
    [
      'another domain',
      {
        allOf: [
          { not: isChangeOfDomain({ domains: ['lending'] }) },
          isChangeAuthor({ claims: ['user:default/bea'] }),
        ],
      },
    ],
    ['owner', { not: isChangeSetOwner({ claims: ['group:default/payers'] }) }],
  ])('are not read by a negated condition on its %s', async (_, condition) => {
    expect(await isRead('payments', condition, [payments])).toBe(false);
    expect(await isRead('payments', condition, [])).toBe(false);
  });

  it('are read again once it is loaded, as those of new sets are', async () => {
    const condition = { not: isChangeOfDomain({ domains: ['lending'] }) };
    expect(await isRead('payments', condition, [])).toBe(false);
    expect(await isRead('payments', condition, [payments])).toBe(true);
    expect(await isRead('loans', condition, [])).toBe(true);
    const ofAuthor = isChangeAuthor({ claims: [change.author] });
    expect(await isRead('payments', ofAuthor, [])).toBe(true);
  });
});
