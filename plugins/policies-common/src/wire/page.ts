import { z } from 'zod';

/** A page of a list. */
export interface Page<T> {
  items: T[];
  /** Number of items over all pages. */
  total: number;
  /** Pass it as `cursor` for the next page; absent on the last. */
  nextCursor?: string;
}

/** The schema of a page of what another schema says. */
export function pageSchema<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    total: z.int().min(0).describe('Number of items over all pages'),
    nextCursor: z
      .string()
      .optional()
      .describe('Pass it as `cursor` for the next page; absent on the last'),
  });
}
