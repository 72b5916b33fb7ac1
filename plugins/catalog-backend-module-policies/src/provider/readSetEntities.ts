import { Entity } from '@backstage/catalog-model';
import {
  PoliciesClient,
  PolicySetSummary,
  PolicySummary,
} from '@internal/plugin-policies-common';
import { toPolicyEntity, toPolicySetEntity } from './toEntities';

/** Up to so many changed sets are asked for one by one; beyond, reading everything is less work. */
const MOST_SINGLE_READS = 10;

/**
 * Reads the entities of the sets that changed. The list of all sets is one page and tells which did;
 * policies follow from the revision and the set, so that only those of changed sets are read.
 *
 * @param client - client of the policies backend
 * @param options - `isCurrent` tells of a set's own entity if the catalog has it; `known` names the
 *   sets the catalog has
 * @returns all entities of each set that changed; none for a set that is gone
 */
export async function readSetEntities(
  client: PoliciesClient,
  options: {
    isCurrent(set: string, entity: Entity): boolean;
    known: string[];
  },
): Promise<Map<string, Entity[]>> {
  const sets = await client.listAllSets();
  const entities = new Map<string, Entity[]>();
  const changed = sets.filter(set => {
    const entity = toPolicySetEntity(set);
    if (options.isCurrent(set.name, entity)) {
      return false;
    }
    entities.set(set.name, [entity]);
    return true;
  });
  for (const policy of await readPolicies(client, changed)) {
    entities.get(policy.set)?.push(toPolicyEntity(policy));
  }
  const names = new Set(sets.map(set => set.name));
  for (const name of options.known) {
    if (!names.has(name)) {
      entities.set(name, []);
    }
  }
  return entities;
}

async function readPolicies(
  client: PoliciesClient,
  sets: PolicySetSummary[],
): Promise<PolicySummary[]> {
  if (sets.length > MOST_SINGLE_READS) {
    return client.listAllPolicies();
  }
  const pages = await Promise.all(
    sets.map(async ({ name }) =>
      (
        await client.listAllPolicies({ set: name })
      ).filter(policy => policy.set === name),
    ),
  );
  return pages.flat();
}
