import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  PermissionCondition,
  PermissionCriteria,
} from '@backstage/plugin-permission-common';
import {
  meetsCriteria,
  policyJourneyConditions,
  policyJourneyRules,
} from '@internal/plugin-policies-node';
import { JourneyReaders } from './JourneyReaders';
import { StoredJourneyFilter } from './ReadableJourneys';

const payments = {
  name: 'payments',
  manifest: {
    metadata: { name: 'payments' },
    spec: { owner: 'group:default/payers', domain: 'paying' },
  },
};

type StoredJourney = Partial<Record<StoredJourneyFilter['key'], string>>;

interface Conditions {
  journeys?: PermissionCriteria<PermissionCondition>;
  /** What of sets may be read. */
  sets?: PermissionCriteria<{ key: string; values: string[] }>;
}

/** Whether a journey is read, on a replica that has loaded some of what is registered. */
async function isRead(
  journey: StoredJourney,
  { journeys, sets }: Conditions,
  loaded: Array<typeof payments>,
): Promise<boolean> {
  const readers = new JourneyReaders({
    permissions: mockServices.permissions.mock({
      authorizeConditional: async () => [
        journeys
          ? {
              result: AuthorizeResult.CONDITIONAL,
              pluginId: 'policies',
              resourceType: 'policy-journey',
              conditions: journeys,
            }
          : { result: AuthorizeResult.ALLOW },
      ],
    }),
    permissionsRegistry: mockServices.permissionsRegistry.mock({
      getPermissionRuleset: () =>
        ({
          getRuleByName: (name: string) =>
            Object.values(policyJourneyRules).find(rule => rule.name === name),
        } as never),
    }),
    setReaders: {
      tellableTo: async () => ({
        scope: sets ?? 'all',
        includes: () => true,
        list: () => loaded,
      }),
    },
    liveSets: {
      find: (name: string) => loaded.find(set => set.name === name),
    },
    deployments: { listGenerations: async () => new Map([['payments', '1']]) },
    changes: { listPublished: async () => [{ id: '7', set: 'payments' }] },
    actors: { resolve: async () => ({ ref: 'user:default/bea' }) },
  } as unknown as ConstructorParameters<typeof JourneyReaders>[0]);
  const readable = await readers.readableBy(mockCredentials.user());
  return (
    readable === 'all' ||
    meetsCriteria(readable, ({ key, values }) =>
      values.includes(journey[key] ?? ''),
    )
  );
}

describe('journeys that brought a set which is registered and not loaded', () => {
  const { isJourneyOwner, isJourneyCreator } = policyJourneyConditions;
  const ownedBy = (group: string) =>
    isJourneyOwner({ claims: [`group:default/${group}`] });

  it.each<[string, StoredJourney]>([
    ['last change', { change: '7' }],
    ['change before the last', { change: '9', published: '7' }],
  ])('are not read by a negated condition, by its %s', async (_, journey) => {
    const payers = { journeys: { not: ownedBy('payers') } };
    expect(await isRead(journey, payers, [payments])).toBe(false);
    expect(await isRead(journey, payers, [])).toBe(false);

    const lenders = { journeys: { not: ownedBy('lenders') } };
    expect(await isRead(journey, lenders, [payments])).toBe(true);
    expect(await isRead(journey, lenders, [])).toBe(false);
    expect(await isRead({ change: '8' }, lenders, [])).toBe(true);

    const ofCreator = {
      journeys: isJourneyCreator({ claims: ['user:default/ann'] }),
    };
    const own = { ...journey, creator: 'user:default/ann' };
    expect(await isRead(own, ofCreator, [])).toBe(true);
  });

  it('are not taken for what they say now, which is about another set', async () => {
    const sets = { not: { key: 'domain', values: ['domain:default/paying'] } };
    const renamed = { change: '7', set: 'loans', domain: 'lending' };
    expect(await isRead(renamed, { sets }, [])).toBe(false);
    expect(await isRead({ ...renamed, change: '8' }, { sets }, [])).toBe(true);
    const own = { ...renamed, creator: 'user:default/bea' };
    expect(await isRead(own, { sets }, [])).toBe(true);
  });
});
