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
  }): Promise<Bringers> {
    const published = await options.changes.listPublished();
    return new Bringers(
      published.flatMap(({ id, set }) => {
        const stored = options.liveSets.find(set);
        return stored ? [{ id, set: toSetResource(set, stored.manifest) }] : [];
      }),
    );
  }

  private constructor(
    private readonly published: Array<{ id: string; set: PolicySetResource }>,
  ) {}

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
