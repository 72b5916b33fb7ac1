import { ChangeComment } from '@internal/plugin-policies-common';
import { Knex } from 'knex';
import { iso } from './changeRow';

/** Remarks about a change and its lines, oldest first. */
export async function listComments(
  db: Knex,
  id: string,
): Promise<ChangeComment[]> {
  const rows = await db('policy_change_comments')
    .where({ change_id: id })
    .orderBy('id')
    .select();
  return rows.map(row => ({
    id: String(row.id),
    author: row.author,
    body: row.body,
    file: row.file ?? undefined,
    line: row.line ?? undefined,
    revision: row.revision,
    createdAt: iso(row.created_at),
  }));
}

export async function insertComment(
  db: Knex,
  id: string,
  comment: Omit<ChangeComment, 'id' | 'createdAt'>,
): Promise<void> {
  await db('policy_change_comments').insert({
    change_id: Number(id),
    author: comment.author,
    body: comment.body,
    file: comment.file ?? null,
    line: comment.line ?? null,
    revision: comment.revision,
    created_at: new Date(),
  });
}
