import { ChangePush } from '@internal/plugin-policies-common';
import { Knex } from 'knex';
import { Proposal, StoredChange } from '../ChangeStore';
import { iso } from './changeRow';

/** Pushes of a change, oldest first. */
export async function listPushes(db: Knex, id: string): Promise<ChangePush[]> {
  const rows = await db('policy_change_pushes')
    .where({ change_id: id })
    .orderBy('number')
    .select();
  return rows.map(row => ({
    number: row.number,
    revision: row.revision,
    base: row.base_revision ?? undefined,
    title: row.title ?? undefined,
    description: row.description ?? undefined,
    author: row.author,
    authors: authorsOf(row),
    createdAt: iso(row.created_at),
  }));
}

/**
 * Adds a push to a change.
 *
 * @returns its number
 */
export async function insertPush(
  tx: Knex.Transaction,
  id: number,
  {
    set,
    revision,
    base,
    author,
    otherAuthors = [],
    title,
    description,
  }: Pick<Proposal, 'revision' | 'base' | 'author' | 'otherAuthors'> &
    Pick<StoredChange, 'set' | 'title' | 'description'>,
  at: Date,
): Promise<number> {
  const last = await tx('policy_change_pushes')
    .where({ change_id: id })
    .max('number as number')
    .first();
  const number = Number(last?.number ?? 0) + 1;
  // Whoever proposed the very same files before wrote them as well.
  const before = await tx('policy_change_pushes as push')
    .join('policy_changes as change', 'change.id', 'push.change_id')
    .where('change.set_name', set)
    .where('push.revision', revision)
    .select('push.author as author', 'push.authors as authors');
  await tx('policy_change_pushes').insert({
    change_id: id,
    number,
    revision,
    base_revision: base ?? null,
    title,
    description: description ?? null,
    author,
    authors: JSON.stringify([
      ...new Set([author, ...otherAuthors, ...before.flatMap(authorsOf)]),
    ]),
    created_at: at,
  });
  return number;
}

/** All who wrote what was pushed; of pushes from before that was kept, who pushed it. */
function authorsOf(row: { author: string; authors: string | null }): string[] {
  return row.authors === null ? [row.author] : JSON.parse(row.authors);
}
