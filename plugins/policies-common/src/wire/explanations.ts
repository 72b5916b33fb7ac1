import { z } from 'zod';
import { fileRangeSchema } from '../files/diagnostics';

export const determiningPolicySchema = z.object({
  policy: z.string().describe('Name in `policy-set.yaml`'),
  title: z.string(),
  effect: z.enum(['permit', 'forbid']).optional(),
  file: z.string().optional(),
  range: fileRangeSchema.optional(),
});

export const notAppliedPolicySchema = determiningPolicySchema.extend({
  nearMiss: z
    .boolean()
    .optional()
    .describe(
      'Of a permit, where the request was denied: whether the engine, asked again with the failed clauses satisfied, allows it by this policy. Absent where the engine was not asked',
    ),
  failedClauses: z.array(
    z.object({
      text: z.string().describe("The clause in the engine's language"),
      values: z
        .array(z.object({ path: z.string(), value: z.unknown() }))
        .describe('What the request gave to what the clause reads'),
    }),
  ),
});

/** A policy that took part in a decision, with where it stands. */
export type DeterminingPolicy = z.infer<typeof determiningPolicySchema>;
/** A policy whose scope fits a request but whose conditions did not hold, with the clauses that failed. */
export type NotAppliedPolicy = z.infer<typeof notAppliedPolicySchema>;
