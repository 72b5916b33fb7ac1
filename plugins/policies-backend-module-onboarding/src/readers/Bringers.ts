import { PermissionCriteria } from '@backstage/plugin-permission-common';
import {
  PolicySetResource,
  ProposedChanges,
  RegisteredSets,
  toSetResource,
} from '@internal/plugin-policies-node';
import { StoredJourneyFilter } from './ReadableJourneys';

/** Published changes of registered sets, by which journeys brought these. */
export class Bringers {
  static async read(options: {
    changes: Pick<ProposedChanges, 'listPublished'>;
    liveSets: RegisteredSets;
    /** Names of the sets that are registered, loaded on this replica or not. */
    registered: ReadonlySet<string>;
  }): Promise<Bringers> {
    const { changes, liveSets, registered } = options;
    const published = await changes.listPublished();
    return new Bringers(
      published.flatMap(({ id, set }) => {
        const stored = liveSets.find(set);
        return stored ? [{ id, set: toSetResource(set, stored.manifest) }] : [];
      }),
      published
        .filter(({ set }) => registered.has(set) && !liveSets.find(set))
        .map(({ id }) => id),
    );
  }

  private constructor(
    private readonly published: Array<{ id: string; set: PolicySetResource }>,
    private readonly unloaded: string[],
  ) {}

  /** Journeys of which it is known what they brought: no set that this replica has not loaded yet. */
  ofKnown(): PermissionCriteria<StoredJourneyFilter> {
    const { unloaded: values } = this;
    return {
      not: {
        anyOf: [
          { key: 'change', values },
          { key: 'published', values },
        ],
      },
    };
  }

  /** Journeys that brought such a set: by their last change, or by the one before where the last did not. */
  of(
    meets: (set: PolicySetResource) => boolean,
  ): PermissionCriteria<StoredJourneyFilter> {
    const values = this.published
      .filter(({ set }) => meets(set))
      .map(({ id }) => id);
    return {
      anyOf: [
        { key: 'change', values },
        {
          allOf: [
            {
              not: {
                key: 'change',
                values: this.published.map(({ id }) => id),
              },
            },
            { key: 'published', values },
          ],
        },
      ],
    };
  }
}
