import {
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { PermissionCriteria } from '@backstage/plugin-permission-common';
import { changeReadPermission } from '@internal/plugin-policies-common';
import {
  Actors,
  Deployments,
  expectScope,
  findScope,
  mapCriteria,
  PolicyChangeFilter,
  policyChangeResourceRef,
  PolicySetResource,
  ReadableSets,
  RegisteredSets,
  SetReaders,
  toSetResource,
} from '@internal/plugin-policies-node';
import { ChangeResources } from '../ChangeResources';
import { ChangeStore } from '../ChangeStore';
import { noSuchChange } from '../findChange';
import { ReadableChanges, StoredChangeFilter } from './ReadableChanges';

/*
 * A change is read by whoever may read changes and the set. What a registered set is, such as who owns it,
 * is in memory, and changes are in the database: the names of the registered sets that meet a condition
 * become part of the query. Of a set that is not registered, the change itself says what it will be; its
 * author reads it whatever that is, since they wrote it. Which sets are registered says the database, so that
 * one that this replica has not loaded yet is not taken for new; under conditions on sets its changes are not
 * read until it is.
 */

/** Who may read which changes. */
export class ChangeReaders {
  constructor(
    private readonly options: {
      permissions: PermissionsService;
      permissionsRegistry: PermissionsRegistryService;
      setReaders: SetReaders;
      liveSets: RegisteredSets;
      deployments: Pick<Deployments, 'listGenerations'>;
      store: ChangeStore;
      resources: ChangeResources;
      actors: Actors;
    },
  ) {}

  /** @throws NotAllowedError where no change may be read */
  async readableBy(
    credentials: BackstageCredentials,
  ): Promise<ReadableChanges> {
    const { permissions, permissionsRegistry, setReaders } = this.options;
    const scope = await findScope(changeReadPermission, {
      permissions,
      registry: permissionsRegistry,
      resourceRef: policyChangeResourceRef,
      credentials,
    });
    expectScope(scope, changeReadPermission);
    const sets = await setReaders.tellableTo(credentials);
    if (scope === 'none' || (scope === 'all' && sets.scope === 'all')) {
      return 'all';
    }
    const isNew = await this.ofNewSets();
    const ofSets =
      sets.scope === 'all' ? [] : [await this.ofSets(sets, isNew, credentials)];
    const [first, ...rest] = [
      ...(scope === 'all' ? [] : [await this.ofChanges(scope, isNew)]),
      ...ofSets,
    ];
    return { allOf: [first, ...rest] };
  }

  /**
   * @returns what else somebody may read
   * @throws NotFoundError for a change that they may not, as if it were not there
   */
  async expectReadable(
    id: string,
    credentials: BackstageCredentials,
  ): Promise<ReadableChanges> {
    const readable = await this.readableBy(credentials);
    if (readable === 'all') {
      return readable;
    }
    const found = await this.options.store.filterReadable([id], readable);
    if (!found.has(id)) {
      throw noSuchChange(id);
    }
    return readable;
  }

  private async ofChanges(
    criteria: PermissionCriteria<PolicyChangeFilter>,
    isNew: PermissionCriteria<StoredChangeFilter>,
  ): Promise<PermissionCriteria<StoredChangeFilter>> {
    const asked = new Map<PolicyChangeFilter, string[]>();
    const leaves: PolicyChangeFilter[] = [];
    mapCriteria(criteria, leaf => {
      leaves.push(leaf);
      return leaf;
    });
    for (const leaf of leaves.filter(({ key }) => key === 'reviewer')) {
      asked.set(
        leaf,
        await this.options.resources.listAskedByGroup(leaf.values),
      );
    }
    const met = mapCriteria<PolicyChangeFilter, StoredChangeFilter>(
      criteria,
      leaf => {
        const { key, values } = leaf;
        switch (key) {
          case 'owner':
          case 'domain':
            return {
              anyOf: [
                this.ofRegistered(set => values.includes(set[key])),
                { allOf: [isNew, { key, values }] },
              ],
            };
          case 'reviewer':
            return {
              anyOf: [
                { key, values },
                { key: 'id', values: asked.get(leaf) ?? [] },
              ],
            };
          default:
            return { key, values };
        }
      },
    );
    if (!leaves.some(({ key }) => key === 'owner' || key === 'domain')) {
      return met;
    }
    // Outside of the conditions: within one that is negated, what is not known would be granted.
    const isKnown: PermissionCriteria<StoredChangeFilter> = {
      anyOf: [isNew, this.ofRegistered(() => true)],
    };
    return { allOf: [isKnown, met] };
  }

  private async ofSets(
    sets: ReadableSets,
    isNew: PermissionCriteria<StoredChangeFilter>,
    credentials: BackstageCredentials,
  ): Promise<PermissionCriteria<StoredChangeFilter>> {
    const { ref } = await this.options.actors.resolve(credentials);
    const own: StoredChangeFilter = { key: 'author', values: [ref] };
    return {
      anyOf: [
        this.ofRegistered(set => sets.includes(set)),
        {
          allOf: [
            isNew,
            typeof sets.scope === 'string'
              ? own
              : {
                  anyOf: [
                    own,
                    mapCriteria(sets.scope, ({ key, values }) => ({
                      key: key === 'name' ? 'set' : key,
                      values,
                    })),
                  ],
                },
          ],
        },
      ],
    };
  }

  private ofRegistered(
    meets: (set: PolicySetResource) => boolean,
  ): StoredChangeFilter {
    const sets = this.options.liveSets
      .list()
      .filter(({ name, manifest }) => meets(toSetResource(name, manifest)));
    return { key: 'set', values: sets.map(({ name }) => name) };
  }

  private async ofNewSets(): Promise<PermissionCriteria<StoredChangeFilter>> {
    const registered = await this.options.deployments.listGenerations();
    return { not: { key: 'set', values: [...registered.keys()] } };
  }
}
