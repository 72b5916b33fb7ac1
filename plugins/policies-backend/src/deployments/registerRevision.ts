import { PolicyFile } from '@internal/plugin-policies-common';
import { Knex } from 'knex';
import {
  Activation,
  Deployments,
  StoredSet,
} from '@internal/plugin-policies-node';
import { insertHistory } from './historyRow';
import {
  contentOf,
  forUpdate,
  lockSet,
  RevisionRow,
  SetRow,
  upsertSet,
} from './setRow';
import { freeTypes, takeTypes } from './typeOwners';

/** Thrown in a transaction to undo it. */
export class RefusedActivation extends Error {
  constructor(readonly activation: Activation) {
    super(activation.outcome);
  }
}

/**
 * Makes a revision that a source brings the active one.
 *
 * @throws RefusedActivation, with which the transaction must end
 */
export async function registerRevision(
  tx: Knex.Transaction,
  set: Parameters<Deployments['activate']>[0],
  { revision, files }: { revision: string; files: PolicyFile[] },
): Promise<void> {
  const now = new Date();
  const current = await lockSet(tx, set.name);
  const same = current?.active_revision === revision;
  if (!same) {
    await expectUnled(tx, set, current);
    await expectApproved(tx, set, revision, current);
  }
  const taken = await takeTypes(tx, set.name, set.manifest.spec.resourceTypes);
  if (taken) {
    throw new RefusedActivation({ outcome: 'type-taken', ...taken });
  }
  await tx<RevisionRow>('policy_revisions')
    .insert({
      set_name: set.name,
      revision,
      created_at: now,
      location: set.location,
      file_count: files.length,
      files: JSON.stringify(files),
      proposed: false,
    })
    .onConflict(['set_name', 'revision'])
    .merge({ proposed: false });
  const leads = current?.led_by !== 'portal' || (await ledBefore(tx, set));
  await upsertSet(tx, {
    ...contentOf(set),
    active_revision: revision,
    activated_at: same ? current.activated_at : now,
    active_change: same ? current.active_change : null,
    led_by: leads ? 'source' : 'portal',
    case_results: JSON.stringify(set.caseResults),
  });
  await tx('policy_source_proposals').where({ set_name: set.name }).delete();
  if (!same) {
    await insertHistory(tx, {
      set_name: set.name,
      kind: 'registered',
      revision,
      previous_revision: current?.active_revision ?? null,
      at: now,
      by: set.source,
      reason: null,
      change_id: null,
    });
  }
}

/**
 * The portal leads neither the set nor another one of this place. What the place held before under
 * another name, and its source leads, is this set renamed.
 */
async function expectUnled(
  tx: Knex.Transaction,
  { name, location }: Pick<StoredSet, 'name' | 'location'>,
  current: SetRow | undefined,
): Promise<void> {
  const place = tx<SetRow>('policy_sets')
    .where({ location })
    .whereNot({ name });
  const others = await forUpdate(tx, place.select());
  const led = [current, ...others].find(row => row?.led_by === 'portal');
  if (led) {
    throw new RefusedActivation({ outcome: 'led', set: led.name });
  }
  for (const other of others) {
    await tx<SetRow>('policy_sets').where({ name: other.name }).delete();
    await freeTypes(tx, other.name);
  }
}

/** Under a name that a change once published, a source brings nothing new by taking it up again. */
async function expectApproved(
  tx: Knex.Transaction,
  set: Pick<StoredSet, 'name' | 'source' | 'location'>,
  revision: string,
  current: SetRow | undefined,
): Promise<void> {
  const goesOn =
    current?.active_revision &&
    (current.location === set.location || current.source === set.source);
  if (goesOn) {
    return;
  }
  const last = await publishedBefore(tx, set.name);
  if (last !== undefined && last !== revision) {
    throw new RefusedActivation({ outcome: 'unapproved' });
  }
}

/** The revision that was active last, of a set that a change published some time. */
export async function publishedBefore(
  db: Knex,
  name: string,
): Promise<string | undefined> {
  const rows = () => db('policy_history').where({ set_name: name });
  const published = await rows().where({ kind: 'published' }).first('revision');
  const last =
    published && (await rows().orderBy('sequence', 'desc').first('revision'));
  return last?.revision;
}

/** Only the source that led a set before a change did gets it back by holding what is active. */
async function ledBefore(
  tx: Knex.Transaction,
  { name, source }: Pick<StoredSet, 'name' | 'source'>,
): Promise<boolean> {
  const entry = await tx('policy_history')
    .where({ set_name: name, kind: 'registered', by: source })
    .first('sequence');
  return entry !== undefined;
}
