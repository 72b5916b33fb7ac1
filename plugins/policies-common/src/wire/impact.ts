import { z } from 'zod';

const count = z.int().min(0);

export const decisionFlipSchema = z.object({
  request: z.unknown().describe('An AuthZEN request, redacted as its set asks'),
  caller: z
    .string()
    .optional()
    .describe('Entity reference or subject of the caller, where it is known'),
  before: z.boolean(),
  after: z.boolean(),
  policiesBefore: z.array(z.string()),
  policiesAfter: z.array(z.string()),
});

const withheld = z
  .string()
  .optional()
  .describe('Why requests or callers are not told; absent when all are');

export const impactReportSchema = z.object({
  replayed: count.describe(
    'Logged decisions that were replayed on both revisions',
  ),
  from: z.iso.datetime().optional().describe('Time of the oldest of them'),
  to: z.iso.datetime().optional().describe('Time of the newest of them'),
  opened: count.describe('Became allowed'),
  closed: count.describe('Became denied'),
  undecided: count.describe('Could not be decided on one of the two'),
  byCaller: z.array(
    z.object({ caller: z.string(), opened: count, closed: count }),
  ),
  examples: z.array(decisionFlipSchema).max(50),
  withheld,
});

export const shadowReportSchema = z.object({
  since: z.iso.datetime(),
  compared: count,
  differed: count,
  failed: count.describe('Requests the proposed revision could not decide'),
  examples: z.array(decisionFlipSchema).max(20).describe('Newest first'),
  withheld,
});

/** One request that is decided otherwise. */
export type DecisionFlip = z.infer<typeof decisionFlipSchema>;
/** What a change would have done to the newest decisions of the log. */
export type ImpactReport = z.infer<typeof impactReportSchema>;
/** How the decisions of the proposed revision differ from those of the active one, on live requests. */
export type ShadowReport = z.infer<typeof shadowReportSchema>;
