import {
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { PermissionCriteria } from '@backstage/plugin-permission-common';
import { journeyReadPermission } from '@internal/plugin-policies-common';
import {
  Actors,
  Deployments,
  expectScope,
  findScope,
  mapCriteria,
  PolicyJourneyFilter,
  policyJourneyResourceRef,
  ProposedChanges,
  ReadableSets,
  RegisteredSets,
  SetReaders,
} from '@internal/plugin-policies-node';
import { JourneyStore } from '../JourneyStore';
import { noSuchJourney } from '../noSuchJourney';
import { Bringers } from './Bringers';
import { ReadableJourneys, StoredJourneyFilter } from './ReadableJourneys';

/*
 * A journey is read by whoever may read journeys and the set that it brought or is about. Of a set that is
 * not registered, its answers say what it will be. Who writes in a journey reads it whatever that is: they
 * named the set, and are not told whether it is there.
 */

/** What answers say of a set that is not registered. */
const ANSWERS = { name: 'set', owner: 'setOwner', domain: 'domain' } as const;

/** Who may read which journeys. */
export class JourneyReaders {
  constructor(
    private readonly options: {
      permissions: PermissionsService;
      permissionsRegistry: PermissionsRegistryService;
      setReaders: SetReaders;
      liveSets: RegisteredSets;
      deployments: Pick<Deployments, 'listGenerations'>;
      changes: Pick<ProposedChanges, 'listPublished'>;
      store: JourneyStore;
      actors: Actors;
    },
  ) {}

  /** @throws NotAllowedError where no journey may be read */
  async readableBy(
    credentials: BackstageCredentials,
  ): Promise<ReadableJourneys> {
    const { permissions, permissionsRegistry, setReaders } = this.options;
    const scope = await findScope(journeyReadPermission, {
      permissions,
      registry: permissionsRegistry,
      resourceRef: policyJourneyResourceRef,
      credentials,
    });
    expectScope(scope, journeyReadPermission);
    const sets = await setReaders.tellableTo(credentials);
    if (scope === 'none' || (scope === 'all' && sets.scope === 'all')) {
      return 'all';
    }
    const generations = await this.options.deployments.listGenerations();
    const registered = new Set(generations.keys());
    const bringers = await Bringers.read({ ...this.options, registered });
    const ofSets =
      sets.scope === 'all'
        ? []
        : [await this.ofSets(sets, bringers, registered, credentials)];
    const [first, ...rest] = [
      ...(scope === 'all' ? [] : [ofJourneys(scope, bringers)]),
      ...ofSets,
    ];
    return { allOf: [first, ...rest] };
  }

  /** @throws NotFoundError for a journey that may not be read, as if it were not there */
  async expectReadable(
    id: string,
    credentials: BackstageCredentials,
  ): Promise<void> {
    const readable = await this.readableBy(credentials);
    if (
      readable !== 'all' &&
      !(await this.options.store.isReadable(id, readable))
    ) {
      throw noSuchJourney(id);
    }
  }

  private async ofSets(
    sets: ReadableSets,
    bringers: Bringers,
    registered: ReadonlySet<string>,
    credentials: BackstageCredentials,
  ): Promise<PermissionCriteria<StoredJourneyFilter>> {
    const { ref } = await this.options.actors.resolve(credentials);
    const isNew: PermissionCriteria<StoredJourneyFilter> = {
      not: { key: 'set', values: [...registered] },
    };
    return {
      anyOf: [
        { key: 'creator', values: [ref] },
        { key: 'invited', values: [ref] },
        bringers.of(set => sets.includes(set)),
        {
          allOf: [
            { not: bringers.of(() => true) },
            bringers.ofKnown(),
            {
              anyOf: [
                {
                  key: 'set',
                  values: sets.list().map(({ name }) => name),
                },
                ...(typeof sets.scope === 'string'
                  ? []
                  : [
                      {
                        allOf: [
                          isNew,
                          mapCriteria(
                            sets.scope,
                            ({ key, values }): StoredJourneyFilter => ({
                              key: ANSWERS[key],
                              values,
                            }),
                          ),
                        ] as [
                          PermissionCriteria<StoredJourneyFilter>,
                          ...PermissionCriteria<StoredJourneyFilter>[],
                        ],
                      },
                    ]),
              ],
            },
          ],
        },
      ],
    };
  }
}

function ofJourneys(
  criteria: PermissionCriteria<PolicyJourneyFilter>,
  bringers: Bringers,
): PermissionCriteria<StoredJourneyFilter> {
  let isAboutSets = false;
  const met = mapCriteria<PolicyJourneyFilter, StoredJourneyFilter>(
    criteria,
    ({ key, values }) => {
      if (key !== 'owner') {
        return { key, values };
      }
      isAboutSets = true;
      return bringers.of(({ owner }) => values.includes(owner));
    },
  );
  // Outside of the conditions: within one that is negated, what is not known would be granted.
  return isAboutSets ? { allOf: [bringers.ofKnown(), met] } : met;
}
