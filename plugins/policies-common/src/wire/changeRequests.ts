import { z } from 'zod';
import { policySetManifestSchema } from '../manifest/types';
import { visibleText } from '../text/visibleText';
import { CHECK_NAMES } from './changes';
import { draftSchema } from './playground';

const title = visibleText()
  .trim()
  .min(3, 'say in a few words what the change does')
  .max(120);
const description = z.string().trim().max(5_000);
const revision = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'a revision is a sha256 in hex: 64 digits');
const version = z.number().int().min(1);

/** Body of `POST /changes`. */
export const createChangeSchema = draftSchema.extend({
  set: policySetManifestSchema.shape.metadata.shape.name,
  title,
  description: description.optional(),
  /** Revision the files were made from; by default the active one. */
  base: revision.optional(),
  origin: z.enum(['playground', 'journey', 'api']).default('api'),
  /** Ask for review at once; by default it stays a draft. */
  submit: z.boolean().default(false),
});

/** Body of `POST /changes/:id/pushes`. */
export const pushChangeSchema = draftSchema.extend({
  version,
  base: revision.optional(),
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
  /** Only these; by default all. */
  checks: z.array(z.enum(CHECK_NAMES)).min(1).optional(),
});

/** Body of `POST /changes/:id/reviews`. */
export const reviewChangeSchema = z
  .strictObject({
    verdict: z.enum(['approve', 'reject']),
    body: description.optional(),
    /** The push that was looked at: its number, its base unless the set is new, and its revision. */
    push: z
      .number({ error: 'say which push you looked at: its number' })
      .int()
      .min(1),
    base: revision.optional(),
    revision,
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
  /** `shadow` serves the old revision and evaluates the proposed one beside it. */
  rollout: z.enum(['full', 'shadow']).default('full'),
});

/** Body of `POST /changes/:id/withdraw`. */
export const withdrawChangeSchema = z.strictObject({
  version,
  reason: description.min(3, 'say why'),
});

/** Body of `POST /sets/:set/rollback`. */
export const rollbackSchema = z.strictObject({
  /** The revision to make active again. */
  to: revision,
  /** The revision that is active now, as the caller saw it. */
  from: revision,
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
