import { z } from 'zod';
import { policyCaseSchema } from '../manifest/types';

const count = z.int().min(0);

export const caseCountsSchema = z
  .object({ total: count, passed: count, failed: count })
  .describe('As the cases ended at their last run against the active revision');

export const caseResultSchema = z.object({
  case: policyCaseSchema,
  file: z.string(),
  status: z.enum(['passed', 'failed', 'error']),
  decision: z.boolean().optional(),
  policies: z.array(z.string()).optional(),
  message: z.string().optional().describe('Why it failed, in words'),
});

/** Counts of the cases of a set at their last run against its active revision. */
export type CaseCounts = z.infer<typeof caseCountsSchema>;
/** How one case ended. */
export type CaseResult = z.infer<typeof caseResultSchema>;
