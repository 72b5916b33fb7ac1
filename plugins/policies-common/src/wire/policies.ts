import { z } from 'zod';
import { policyFileSchema } from '../files/diagnostics';
import { lifecycleSchema } from '../manifest/types';
import { caseResultSchema } from './cases';
import { revisionSchema } from '../names/revision';

export const policySummarySchema = z.object({
  set: z.string(),
  name: z.string(),
  title: z.string(),
  description: z.string().optional(),
  lifecycle: lifecycleSchema,
  regulations: z.array(z.string()),
  owner: z.string().describe('Entity reference'),
  domain: z.string().describe('Entity reference'),
  files: z.array(z.string()),
});

export const policyDetailSchema = policySummarySchema.extend({
  setTitle: z.string(),
  engine: z.string(),
  revision: revisionSchema
    .or(z.literal(''))
    .describe('The active revision; empty while none was ever valid'),
  sources: z.array(policyFileSchema).describe('The files that say it'),
  cases: z
    .array(caseResultSchema)
    .describe(
      'Cases whose expectation names this policy, or which it determined at their last run',
    ),
});

/** One policy of a set. */
export type PolicySummary = z.infer<typeof policySummarySchema>;
/** One policy with the files that say it. */
export type PolicyDetail = z.infer<typeof policyDetailSchema>;
