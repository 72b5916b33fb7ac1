import { randomUUID } from 'crypto';
import { ConflictError } from '@backstage/errors';
import { HistoryEntry, shortRevision } from '@internal/plugin-policies-common';
import { Knex } from 'knex';
import { Switch } from '@internal/plugin-policies-node';
import { insertHistory, madeByChange } from './historyRow';
import { PORTAL_SOURCE, portalLocation } from './portalSource';
import { SetRow } from './setRow';
import { takeTypes, typeTaken } from './typeOwners';

/**
 * Makes a revision the active one of its set, or registers the set when there is no `from`, and writes
 * the history.
 *
 * @throws ConflictError when `from` is not the active revision any more, the set is there already, or
 * another one decides a resource type
 */
export async function switchRevision(
  tx: Knex.Transaction,
  options: Switch,
): Promise<HistoryEntry> {
  const { set, from, to, active, by } = options;
  const at = new Date();
  const taken = await takeTypes(tx, set, active.manifest.spec.resourceTypes);
  if (taken) {
    const { message, help } = typeTaken(taken.type, taken.set);
    throw new ConflictError(`${message}; ${help}`);
  }
  await tx('policy_revisions')
    .where({ set_name: set, revision: to })
    .update({ proposed: false });
  const change =
    options.change === undefined
      ? await madeByChange(tx, set, to)
      : Number(options.change);
  const values = {
    manifest: JSON.stringify(active.manifest),
    active_revision: to,
    activated_at: at,
    active_change: change,
    diagnostics: JSON.stringify(active.diagnostics),
    case_results: JSON.stringify(active.caseResults),
    generation: randomUUID(),
  };
  await (from === undefined
    ? registerSet(tx, set, values)
    : replaceRevision(tx, { ...options, from }, values));
  return insertHistory(tx, {
    set_name: set,
    kind: options.kind,
    revision: to,
    previous_revision: from ?? null,
    at,
    by,
    reason: options.reason,
    change_id: options.change === undefined ? null : Number(options.change),
  });
}

type Values = Pick<
  SetRow,
  | 'manifest'
  | 'active_revision'
  | 'activated_at'
  | 'active_change'
  | 'diagnostics'
  | 'case_results'
  | 'generation'
>;

async function replaceRevision(
  tx: Knex.Transaction,
  { set, from, to, ledBy }: Switch & { from: string },
  values: Values,
): Promise<void> {
  const switched = await tx('policy_sets')
    .where({ name: set, active_revision: from })
    .update({
      ...values,
      // Where the source holds the same, and led the set before, it leads again.
      led_by: tx.raw(
        `case when seen_revision = ? and exists (
           select 1 from policy_history where set_name = policy_sets.name
           and kind = 'registered' and "by" = policy_sets.source
         ) then 'source' else ${ledBy === undefined ? 'led_by' : '?'} end`,
        ledBy === undefined ? [to] : [to, ledBy],
      ),
    });
  if (!switched) {
    throw new ConflictError(
      `the active revision of policy set '${set}' is not ${shortRevision(
        from,
      )} any more; rebase the change on the one that is active now`,
    );
  }
}

async function registerSet(
  tx: Knex.Transaction,
  set: string,
  values: Values,
): Promise<void> {
  const led = { ...values, led_by: 'portal' };
  const inserted = await tx('policy_sets')
    .insert({
      ...led,
      name: set,
      source: PORTAL_SOURCE,
      location: portalLocation(set),
      seen_revision: null,
    })
    .onConflict('name')
    .merge(led)
    // Registered without a valid revision so far.
    .whereNull('policy_sets.active_revision')
    .returning('name');
  if (!inserted.length) {
    throw new ConflictError(
      `a policy set '${set}' came into being meanwhile; give the new set another name, or rebase the change on it`,
    );
  }
}
