import { InputError } from '@backstage/errors';
import { z } from 'zod';

export const listQuerySchema = z.object({
  query: z.string().max(200).optional(),
  domain: z.string().optional(),
  owner: z.string().optional(),
  engine: z.string().optional(),
  health: z.string().optional(),
  lifecycle: z.string().optional(),
  regulation: z.string().optional(),
  set: z.string().optional(),
  caller: z
    .string()
    .max(255)
    .refine(caller => !/^user:/i.test(caller), {
      message: 'names a service; what people ask is not listed',
    })
    .optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

/** Filters and page of a list route. */
export type ListQuery = z.infer<typeof listQuerySchema>;

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
