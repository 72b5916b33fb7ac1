import { z } from 'zod';
import { revisionSchema } from '../names/revision';

export const approvalRequirementSchema = z.object({
  reason: z
    .enum(['owner', 'consumer', 'regulation', 'check', 'fallback'])
    .describe('`check`: what a check found asks for it'),
  group: z
    .string()
    .describe(
      'Entity reference of the group of which one member has to approve',
    ),
  because: z.string().describe('One sentence that says why'),
  second: z
    .literal(true)
    .optional()
    .describe(
      'It takes another person than those who approve for the owners of the set',
    ),
  approvedBy: z
    .string()
    .optional()
    .describe(
      'Entity reference of the member who approved the proposed revision',
    ),
  problem: z
    .string()
    .optional()
    .describe(
      'Why nobody of the group can approve, where nobody stands in for it',
    ),
});

export const changeReviewSchema = z.object({
  id: z.string(),
  author: z.string(),
  verdict: z.enum(['approve', 'reject']),
  body: z.string().optional(),
  push: z
    .int()
    .min(1)
    .optional()
    .describe(
      'Number of the push that was looked at; absent where it was given before reviews named their push',
    ),
  base: revisionSchema
    .optional()
    .describe('Base of that push; absent where it was about a new set'),
  revision: revisionSchema.describe('Revision of that push'),
  createdAt: z.iso.datetime(),
  dropped: z.boolean().describe('It does not count'),
  droppedBecause: z
    .string()
    .optional()
    .describe('Why it does not count, in a sentence with the way on'),
});

export const changeCommentSchema = z.object({
  id: z.string(),
  author: z.string(),
  body: z.string(),
  file: z.string().optional().describe('Path among the proposed files'),
  line: z.int().min(1).optional().describe('Counts from 1'),
  revision: revisionSchema.describe('Proposed revision at the time'),
  createdAt: z.iso.datetime(),
});

/** Who has to approve a change, and who did. */
export type ApprovalRequirement = z.infer<typeof approvalRequirementSchema>;
/** A verdict about one push of a change. */
export type ChangeReview = z.infer<typeof changeReviewSchema>;
/** A remark about a change, or about one line of it. */
export type ChangeComment = z.infer<typeof changeCommentSchema>;
