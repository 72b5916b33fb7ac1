import { z } from 'zod';
import { FILE_USES } from './fileUses';

export const fileAccountSchema = z.object({
  path: z.string(),
  use: z
    .enum(FILE_USES)
    .describe(
      'What it is read as; `unused` where no decision depends on it, `refused` where one may and nothing reads it',
    ),
});

/** One file of a set with what became of it. */
export type FileAccount = z.infer<typeof fileAccountSchema>;
