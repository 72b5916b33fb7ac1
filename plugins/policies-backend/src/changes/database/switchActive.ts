import { randomUUID } from 'crypto';
import { ConflictError } from '@backstage/errors';
import { shortRevision } from '@internal/plugin-policies-common';
import { Knex } from 'knex';
import { PORTAL_SOURCE, portalLocation } from '../../registry/portalSource';
import { takeTypes, typeTaken } from '../../registry/typeOwners';
import { NewActive } from '../ChangeStore';

/**
 * Makes a revision the active one of its set, or registers the set when there is no `from`.
 *
 * @throws ConflictError when `from` is not the active revision any more, the set is there already, or
 * another one decides a resource type
 */
export async function switchActive(
  tx: Knex.Transaction,
  options: {
    set: string;
    from?: string;
    to: string;
    active: NewActive;
    changeId: number | null;
    at: Date;
  },
): Promise<void> {
  const { set, from, to, active, changeId, at } = options;
  const values = {
    manifest: JSON.stringify(active.manifest),
    active_revision: to,
    activated_at: at,
    // Where the source holds the same, and led the set before, it leads again.
    active_change: tx.raw(
      `case when seen_revision = ? and exists (
         select 1 from policy_history where set_name = policy_sets.name
         and kind = 'registered' and "by" = policy_sets.source
       ) then null else cast(? as integer) end`,
      [to, changeId],
    ),
    diagnostics: JSON.stringify(active.diagnostics),
    case_results: JSON.stringify(active.caseResults),
    generation: randomUUID(),
  };
  const taken = await takeTypes(tx, set, active.manifest.spec.resourceTypes);
  if (taken) {
    const { message, help } = typeTaken(taken.type, taken.set);
    throw new ConflictError(`${message}; ${help}`);
  }
  await tx('policy_revisions')
    .where({ set_name: set, revision: to })
    .update({ proposed: false });
  if (from !== undefined) {
    const switched = await tx('policy_sets')
      .where({ name: set, active_revision: from })
      .update(values);
    if (!switched) {
      throw new ConflictError(
        `the active revision of policy set '${set}' is not ${shortRevision(
          from,
        )} any more; rebase the change on the one that is active now`,
      );
    }
    return;
  }
  const inserted = await tx('policy_sets')
    .insert({
      ...values,
      active_change: changeId,
      name: set,
      source: PORTAL_SOURCE,
      location: portalLocation(set),
      seen_revision: null,
    })
    .onConflict('name')
    .merge({ ...values, active_change: changeId })
    // Registered without a valid revision so far.
    .whereNull('policy_sets.active_revision')
    .returning('name');
  if (!inserted.length) {
    throw new ConflictError(
      `a policy set '${set}' came into being meanwhile; give the new set another name, or rebase the change on it`,
    );
  }
}
