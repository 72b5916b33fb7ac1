import { InputError } from '@backstage/errors';
import { z } from 'zod';

export const listQuerySchema = z.object({
  query: z
    .string()
    .max(200)
    .optional()
    .describe(
      'Words that all occur in the names, titles, descriptions, tags or regulations',
    ),
  domain: z
    .string()
    .optional()
    .describe('Entity reference or name of a domain'),
  owner: z.string().optional().describe('Entity reference or name of an owner'),
  engine: z.string().optional().describe('Name of a configured engine'),
  health: z.string().optional().describe('`healthy` or `broken`'),
  lifecycle: z
    .string()
    .optional()
    .describe('`experimental`, `production` or `deprecated`'),
  regulation: z
    .string()
    .optional()
    .describe('A regulation with its parts, for example `FATF R.16`'),
  set: z.string().optional().describe('Name of a policy set'),
  caller: z
    .string()
    .max(255)
    .refine(caller => !/^user:/i.test(caller), {
      message: 'names a service; what people ask is not listed',
    })
    .optional()
    .describe('A service, by entity reference; gives the sets it asked'),
  cursor: z
    .string()
    .max(200)
    .optional()
    .describe('`nextCursor` of the page before'),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

const page = { cursor: true, limit: true } as const;
const filters = {
  ...page,
  query: true,
  domain: true,
  owner: true,
  engine: true,
  lifecycle: true,
  set: true,
} as const;

/** Query of a list that has no filters. */
export const pageQuerySchema = listQuerySchema.pick(page);
/** Query of the list of sets. */
export const setQuerySchema = listQuerySchema.pick({
  ...filters,
  health: true,
  caller: true,
});
/** Query of the list of policies. */
export const policyQuerySchema = listQuerySchema.pick({
  ...filters,
  regulation: true,
});
/** Query of the decision log. */
export const decisionQuerySchema = listQuerySchema.pick({ ...page, set: true });

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
