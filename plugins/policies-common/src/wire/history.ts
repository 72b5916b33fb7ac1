import { z } from 'zod';
import { revisionSchema } from '../names/revision';

export const historyEntrySchema = z.object({
  set: z.string(),
  sequence: z.int().min(1).describe('Counts from 1'),
  kind: z.enum(['registered', 'published', 'rolled-back']),
  revision: revisionSchema,
  previous: revisionSchema.optional(),
  at: z.iso.datetime(),
  by: z
    .string()
    .describe('Entity reference of a person, or the source it was read from'),
  reason: z.string().optional(),
  change: z.string().optional().describe('Id of the change it came from'),
});

export const rollbackOutcomeSchema = historyEntrySchema.extend({
  warning: z
    .string()
    .optional()
    .describe(
      'What did not work after it was done, as when this replica does not serve the revision yet',
    ),
});

/** One entry of the history of a set. */
export type HistoryEntry = z.infer<typeof historyEntrySchema>;
/** Answer of `POST /sets/:set/rollback`. */
export type RollbackOutcome = z.infer<typeof rollbackOutcomeSchema>;
