import { z } from 'zod';
import { policySetManifestSchema } from '../manifest/types';
import { visibleText } from '../text/visibleText';
import { checkNameSchema } from './changeChecks';
import { draftSchema } from './playground';
import { revisionSchema } from '../names/revision';

const title = visibleText()
  .trim()
  .min(3, 'say in a few words what the change does')
  .max(120);
const description = z.string().trim().max(5_000);
const version = z
  .number()
  .int()
  .min(1)
  .describe('As it was seen; another one is a conflict');

/** Body of `POST /changes`. */
export const createChangeSchema = draftSchema.extend({
  set: policySetManifestSchema.shape.metadata.shape.name,
  title,
  description: description.optional(),
  base: revisionSchema
    .optional()
    .describe('Revision the files were made from; by default the active one'),
  origin: z.enum(['playground', 'journey', 'api']).default('api'),
  submit: z
    .boolean()
    .default(false)
    .describe('Ask for review at once; by default it stays a draft'),
});

/** Body of `POST /changes/:id/pushes`. */
export const pushChangeSchema = draftSchema.extend({
  version,
  base: revisionSchema.optional(),
});

/** Body of `PATCH /changes/:id`. */
export const updateChangeSchema = z.strictObject({
  version,
  title: title.optional(),
  description: description.optional(),
});

/** Body of the actions that only need to know what was seen. */
export const changeVersionSchema = z.strictObject({ version });

/** Body of `POST /changes/:id/checks`. */
export const runChecksSchema = z.strictObject({
  action: z.enum(['run', 'cancel']).default('run'),
  checks: z
    .array(checkNameSchema)
    .min(1)
    .optional()
    .describe('Only these; by default all'),
});

/** Body of `POST /changes/:id/reviews`; names the push that was looked at, another one is a conflict. */
export const reviewChangeSchema = z
  .strictObject({
    verdict: z.enum(['approve', 'reject']),
    body: description.optional().describe('Needed to reject'),
    push: z
      .number({ error: 'say which push you looked at: its number' })
      .int()
      .min(1)
      .describe('Number of the push that was looked at'),
    base: revisionSchema
      .optional()
      .describe('Base of that push; left out when the set is new'),
    revision: revisionSchema.describe('Revision of that push'),
  })
  .refine(({ verdict, body }) => verdict === 'approve' || body, {
    message: 'say why, so that the author can fix it',
    path: ['body'],
  });

/** Body of `POST /changes/:id/comments`. */
export const commentChangeSchema = z.strictObject({
  body: description.min(1),
  file: z.string().max(500).optional(),
  line: z.number().int().min(1).max(1_000_000).optional(),
});

/** Body of `POST /changes/:id/publish`. */
export const publishChangeSchema = z.strictObject({
  version,
  rollout: z
    .enum(['full', 'shadow'])
    .default('full')
    .describe(
      '`shadow` serves the old revision and evaluates the proposed one beside it',
    ),
});

/** Body of `POST /changes/:id/withdraw`. */
export const withdrawChangeSchema = z.strictObject({
  version,
  reason: description.min(3, 'say why'),
});

/** Body of `POST /sets/:set/rollback`. */
export const rollbackSchema = z.strictObject({
  to: revisionSchema.describe('The revision to make active again'),
  from: revisionSchema.describe(
    'The revision that is active now, as the caller saw it',
  ),
  reason: description.min(3, 'say why'),
});

export type CreateChangeRequest = z.infer<typeof createChangeSchema>;
export type PushChangeRequest = z.infer<typeof pushChangeSchema>;
export type UpdateChangeRequest = z.infer<typeof updateChangeSchema>;
export type ReviewChangeRequest = z.infer<typeof reviewChangeSchema>;
export type CommentChangeRequest = z.infer<typeof commentChangeSchema>;
export type PublishChangeRequest = z.infer<typeof publishChangeSchema>;
export type WithdrawChangeRequest = z.infer<typeof withdrawChangeSchema>;
export type RollbackRequest = z.infer<typeof rollbackSchema>;
