import { NotImplementedError } from '@backstage/errors';
import {
  changesRef,
  PolicyCore,
  ProposedChanges,
} from '@internal/plugin-policies-node';

/** Changes as journeys need them, also in a portal that has none: there, nothing can be proposed, and what was is unknown. */
export interface JourneyChanges extends ProposedChanges {
  /**
   * What hangs on whether a change was published is not done where that cannot be known.
   *
   * @throws NotImplementedError where the portal takes no changes
   */
  expectThere(): void;
}

/** Finds them at each call: features are created in any order. */
export function changesOf(core: Pick<PolicyCore, 'find'>): JourneyChanges {
  const changes = () => core.find(changesRef);
  const needed = () => {
    const found = changes();
    if (!found) {
      throw new NotImplementedError(
        `this portal takes no changes; ask the people who run it to add the feature 'changes'`,
      );
    }
    return found;
  };
  return {
    expectThere: () => {
      needed();
    },
    create: async (...call) => needed().create(...call),
    push: async (...call) => needed().push(...call),
    // Nothing is not the same as unknown: what the catalog has stays.
    listEntities: async sets => needed().listEntities(sets),
    listPublished: async () => (await changes()?.listPublished()) ?? [],
    listOpen: async options => (await changes()?.listOpen(options)) ?? [],
    find: async id => changes()?.find(id),
    problemsOf: async (...call) => (await changes()?.problemsOf(...call)) ?? [],
  };
}
