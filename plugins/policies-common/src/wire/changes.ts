import { z } from 'zod';
import { changeCheckSchema, checkCountsSchema } from './changeChecks';
import {
  approvalRequirementSchema,
  changeCommentSchema,
  changeReviewSchema,
} from './changeReviews';
import { CHANGE_STATES } from './changeStates';
import { impactReportSchema, shadowReportSchema } from './impact';
import { pageSchema } from './page';
import { revisionSchema } from '../names/revision';

const count = z.int().min(0);

export const changeStateSchema = z.enum(CHANGE_STATES);

export const changeOriginSchema = z.enum([
  'playground',
  'journey',
  'api',
  'source',
]);

export const changePushSchema = z.object({
  number: z.int().min(1).describe('Counts from 1'),
  revision: revisionSchema,
  base: revisionSchema.optional(),
  title: z
    .string()
    .optional()
    .describe(
      'Title of the change from this push on; absent where it was not kept yet',
    ),
  description: z.string().optional(),
  author: z.string().describe('Who pushed it'),
  authors: z
    .array(z.string())
    .describe(
      'All who wrote any part of it, who pushed it among them: none of them approves it',
    ),
  createdAt: z.iso.datetime(),
});

export const changeSummarySchema = z.object({
  id: z.string(),
  set: z.string(),
  setTitle: z.string(),
  title: z.string(),
  description: z.string().optional(),
  state: changeStateSchema,
  origin: changeOriginSchema,
  author: z.string().describe('Entity reference'),
  domain: z.string().describe('Entity reference'),
  owner: z.string().describe('Entity reference'),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  base: revisionSchema
    .optional()
    .describe('Revision it changes; absent when the set is new'),
  revision: revisionSchema.describe('The proposed revision'),
  checks: checkCountsSchema,
  approvals: z.object({ given: count, needed: count }),
  waitsFor: z
    .array(z.string())
    .describe('Groups that have to approve and did not, while it is in review'),
  shadow: z
    .boolean()
    .describe('The proposed revision is evaluated beside the active one'),
  setRemoved: z
    .boolean()
    .describe(
      'The set it changes was removed since; it cannot go on before the set is back',
    ),
});

export const changePageSchema = pageSchema(changeSummarySchema).extend({
  states: z
    .partialRecord(changeStateSchema, count)
    .describe(
      'Number in each state over all pages that match the other filters',
    ),
});

export const changeBlockSchema = z.object({
  reason: z.enum([
    'set-removed',
    'base-moved',
    'checks-pending',
    'checks-failed',
    'approvals-missing',
    'nobody-can-approve',
    'rejected',
    'withdrawn',
  ]),
  message: z.string(),
  help: z.string(),
});

export const changeActionsSchema = z
  .object({
    edit: z.boolean(),
    review: z.boolean(),
    publish: z.boolean(),
    shadow: z.boolean().describe('Evaluate it beside what serves'),
    rollBack: z.boolean(),
  })
  .describe(
    'What the caller may do now, as far as permissions and the state of the change go',
  );

export const changeDetailSchema = changeSummarySchema.extend({
  version: z
    .int()
    .min(1)
    .describe(
      "Goes up with every write; pass it back so that nobody's work is lost",
    ),
  push: z.int().min(1).describe('Number of the last push; a review names it'),
  activeRevision: revisionSchema
    .optional()
    .describe('Active revision of the set now'),
  baseMoved: z
    .boolean()
    .describe(
      'The active revision is another than the base: rebase before publishing',
    ),
  checkResults: z.array(changeCheckSchema),
  requirements: z.array(approvalRequirementSchema),
  reviews: z.array(changeReviewSchema),
  comments: z.array(changeCommentSchema),
  pushes: z.array(changePushSchema),
  blocks: z
    .array(changeBlockSchema)
    .describe(
      'What stands between the change and its publication; empty when it can be published',
    ),
  impact: impactReportSchema.optional(),
  shadowReport: shadowReportSchema.optional(),
  replaced: revisionSchema.optional().describe('Revision it replaced'),
  publishedAt: z.iso.datetime().optional(),
  publishedBy: z.string().optional(),
  warning: z
    .string()
    .optional()
    .describe(
      'What did not work after it was done, as when this replica does not serve the new revision yet',
    ),
  may: changeActionsSchema,
});

/** Where a change came from. */
export type ChangeOrigin = z.infer<typeof changeOriginSchema>;
/** One version of what is proposed: the files, their base, and what is said of them. */
export type ChangePush = z.infer<typeof changePushSchema>;
/** A change as lists show it. */
export type ChangeSummary = z.infer<typeof changeSummarySchema>;
/** Page of changes, with the number in each state over all pages that match the other filters. */
export type ChangePage = z.infer<typeof changePageSchema>;
/** Something only its people can fix, with the way on. */
export type ChangeBlock = z.infer<typeof changeBlockSchema>;
export type ChangeActions = z.infer<typeof changeActionsSchema>;
/** A change with what its page shows. */
export type ChangeDetail = z.infer<typeof changeDetailSchema>;
