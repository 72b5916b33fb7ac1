import { Knex } from 'knex';
import { StoredReview } from '../ChangeStore';
import { iso, Time } from './changeRow';

interface ReviewRow {
  id: number;
  change_id: number;
  author: string;
  author_groups: string;
  verdict: 'approve' | 'reject';
  body: string | null;
  push: number | null;
  base_revision: string | null;
  revision: string;
  created_at: Time;
}

/** Reviews of a change, oldest first. */
export async function listReviews(
  db: Knex,
  id: string,
): Promise<StoredReview[]> {
  const rows = await db<ReviewRow>('policy_change_reviews')
    .where({ change_id: Number(id) })
    .orderBy('id')
    .select();
  return rows.map(row => ({
    id: String(row.id),
    author: row.author,
    groups: JSON.parse(row.author_groups),
    verdict: row.verdict,
    body: row.body ?? undefined,
    push: row.push ?? undefined,
    base: row.base_revision ?? undefined,
    revision: row.revision,
    createdAt: iso(row.created_at),
  }));
}

/** Adds a review to a change. */
export async function insertReview(
  tx: Knex.Transaction,
  id: string,
  review: Omit<StoredReview, 'id' | 'createdAt'>,
): Promise<void> {
  await tx('policy_change_reviews').insert({
    change_id: Number(id),
    author: review.author,
    author_groups: JSON.stringify(review.groups),
    verdict: review.verdict,
    body: review.body ?? null,
    push: review.push ?? null,
    base_revision: review.base ?? null,
    revision: review.revision,
    created_at: new Date(),
  });
}
