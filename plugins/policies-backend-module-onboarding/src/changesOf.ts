import { NotImplementedError } from '@backstage/errors';
import {
  changesRef,
  PolicyCore,
  ProposedChanges,
} from '@internal/plugin-policies-node';

/** Changes as journeys need them, also in a portal that has none: there, nothing was ever proposed and nothing can be. */
export function changesOf(core: Pick<PolicyCore, 'find'>): ProposedChanges {
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
    create: async (...call) => needed().create(...call),
    push: async (...call) => needed().push(...call),
    // Nothing is not the same as unknown: what the catalog has stays.
    listEntities: async () => needed().listEntities(),
    listOpen: async options => (await changes()?.listOpen(options)) ?? [],
    find: async id => changes()?.find(id),
    problemsOf: async (...call) => (await changes()?.problemsOf(...call)) ?? [],
  };
}
