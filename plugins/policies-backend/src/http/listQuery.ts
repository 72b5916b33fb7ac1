import { InputError } from '@backstage/errors';
import {
  policyQuerySchema,
  setQuerySchema,
} from '@internal/plugin-policies-common';
import { z } from 'zod';

/** Filters and page of a list; each route takes some of them. */
export type ListQuery = z.infer<typeof setQuerySchema> &
  z.infer<typeof policyQuerySchema>;

/**
 * Cuts a page out of a list.
 *
 * @throws InputError when the cursor is none of ours
 */
export function pageOf<T>(
  items: T[],
  { cursor, limit }: Pick<ListQuery, 'cursor' | 'limit'>,
): { items: T[]; total: number; nextCursor?: string } {
  const start = cursor === undefined ? 0 : Number(cursor);
  if (!Number.isInteger(start) || start < 0) {
    throw new InputError(
      `cursor '${cursor}' is not valid; pass 'nextCursor' of the page before`,
    );
  }
  const end = start + limit;
  return {
    items: items.slice(start, end),
    total: items.length,
    ...(end < items.length ? { nextCursor: String(end) } : {}),
  };
}
