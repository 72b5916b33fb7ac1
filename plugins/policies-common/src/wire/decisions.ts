import { z } from 'zod';
import { evaluationRequestSchema } from '../authzen/types';
import { callerSchema } from './caller';
import { pageSchema } from './page';
import { revisionSchema } from '../names/revision';

export const decisionRecordSchema = z.object({
  id: z.string(),
  time: z.iso.datetime(),
  caller: callerSchema,
  set: z.string(),
  revision: revisionSchema,
  engine: z.string(),
  door: z
    .string()
    .optional()
    .describe('Way by which it was asked; absent where that was not recorded'),
  request: evaluationRequestSchema,
  decision: z.boolean(),
  policies: z.array(z.string()),
  durationUs: z
    .number()
    .min(0)
    .describe(
      'Microseconds the engine took; 0 for an answer from the decision cache',
    ),
});

export const decisionPageSchema = pageSchema(decisionRecordSchema).extend({
  leftOut: z
    .int()
    .min(0)
    .describe(
      'Decisions that are counted and have no entry, as the log had no room for them',
    ),
});

/** Entries of the decision log, with how many there are none of. */
export type DecisionPage = z.infer<typeof decisionPageSchema>;
/** An entry of the decision log. */
export type DecisionRecord = z.infer<typeof decisionRecordSchema>;
