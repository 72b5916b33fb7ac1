import {
  CHANGE_STATES,
  changeEditPermission,
  changeProposePermission,
  changePublishPermission,
  changeReadPermission,
  changeReviewPermission,
  changeVersionSchema,
  commentChangeSchema,
  createChangeSchema,
  LIMITS,
  publishChangeSchema,
  pushChangeSchema,
  reviewChangeSchema,
  rollbackSchema,
  runChecksSchema,
  setRollBackPermission,
  updateChangeSchema,
  withdrawChangeSchema,
} from '@internal/plugin-policies-common';
import { defineRoute, FileAnswer, Route } from '@internal/plugin-policies-node';
import { Permission } from '@backstage/plugin-permission-common';
import { z } from 'zod';
import { ChangeOptions, ChangeService } from './ChangeService';
import { zipEvidence } from './evidence/EvidencePack';

/** JSON escapes at most double the size of source text. */
const MAX_FILES_BYTES = 2 * LIMITS.setBytes;
const MAX_BODY_BYTES = 50_000;

const querySchema = z.object({
  state: z
    .string()
    .transform(states => states.split(','))
    .pipe(z.array(z.enum(CHANGE_STATES)))
    .optional(),
  set: z.string().max(63).optional(),
  domain: z.string().max(255).optional(),
  owner: z.string().max(255).optional(),
  author: z.string().max(255).optional(),
  query: z.string().max(200).optional(),
  cursor: z.string().max(20).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

const ofChange = { needs: [changeReadPermission] };
const edits = [changeReadPermission, changeEditPermission];
const reviews = [changeReadPermission, changeReviewPermission];
/** As a shadow it takes the set besides. */
const publishes = [
  changeReadPermission,
  changePublishPermission,
  setRollBackPermission,
];

/** Routes of changes and of the history of sets. Every write is an event of the auditor. */
export function changeRoutes(changes: ChangeService): Route[] {
  return [
    defineRoute({
      ...ofChange,
      method: 'get',
      path: '/changes',
      query: querySchema,
      handle: ({ query: { state, ...query }, credentials }) =>
        changes.list({ ...query, states: state }, { credentials }),
    }),
    defineRoute({
      ...ofChange,
      method: 'get',
      path: '/changes/:id',
      handle: ({ params, credentials }) =>
        changes.get(params.id, { credentials }),
    }),
    defineRoute({
      ...ofChange,
      method: 'get',
      path: '/changes/:id/difference',
      handle: ({ params, credentials }) =>
        changes.getDifference(params.id, { credentials }),
    }),
    defineRoute({
      ...ofChange,
      method: 'get',
      path: '/changes/:id/evidence',
      audit: { eventId: 'change-evidence', severity: 'low' },
      handle: async ({ params, credentials }) => {
        const parts = await changes.getEvidence(params.id, { credentials });
        return new FileAnswer(
          `change-${parts.change.id}-evidence.zip`,
          'application/zip',
          zipEvidence(parts),
        );
      },
    }),
    defineRoute({
      ...ofChange,
      method: 'get',
      path: '/sets/:set/history',
      handle: ({ params, credentials }) =>
        changes.listHistory(params.set, { credentials }),
    }),
    write(
      'post /changes',
      'change-create',
      [changeProposePermission],
      createChangeSchema,
      ({ body, who }) => changes.create(body, who),
      { limit: MAX_FILES_BYTES, status: 201 },
    ),
    write(
      'post /changes/:id/pushes',
      'change-push',
      edits,
      pushChangeSchema,
      ({ id, body, who }) => changes.push(id, body, who),
      { limit: MAX_FILES_BYTES },
    ),
    write(
      'patch /changes/:id',
      'change-update',
      edits,
      updateChangeSchema,
      ({ id, body, who }) => changes.update(id, body, who),
      { severity: 'low' },
    ),
    write(
      'post /changes/:id/submit',
      'change-submit',
      edits,
      changeVersionSchema,
      ({ id, body, who }) => changes.submit(id, body, who),
    ),
    write(
      'post /changes/:id/rebase',
      'change-rebase',
      edits,
      changeVersionSchema,
      ({ id, body, who }) => changes.rebase(id, body, who),
    ),
    write(
      'post /changes/:id/reviews',
      'change-review',
      reviews,
      reviewChangeSchema,
      ({ id, body, who }) => changes.review(id, body, who),
    ),
    write(
      'post /changes/:id/comments',
      'change-comment',
      [...reviews, changeEditPermission],
      commentChangeSchema,
      ({ id, body, who }) => changes.comment(id, body, who),
      { severity: 'low' },
    ),
    write(
      'post /changes/:id/withdraw',
      'change-withdraw',
      edits,
      withdrawChangeSchema,
      ({ id, body, who }) => changes.withdraw(id, body, who),
    ),
    write(
      'post /changes/:id/checks',
      'change-checks',
      edits,
      runChecksSchema,
      ({ id, body: { action, checks }, who }) =>
        action === 'cancel'
          ? changes.cancelChecks(id, who)
          : changes.runChecks(id, checks, who),
      { severity: 'low' },
    ),
    write(
      'post /changes/:id/publish',
      'change-publish',
      publishes,
      publishChangeSchema,
      ({ id, body, who }) => changes.publish(id, body, who),
      { severity: 'high' },
    ),
    write(
      'post /sets/:set/rollback',
      'set-rollback',
      [setRollBackPermission],
      rollbackSchema,
      ({ set, body, who }) => changes.rollBack(set, body, who),
      { severity: 'critical' },
    ),
  ];
}

/** A write, as those of changes are. */
function write<T>(
  route: `${'post' | 'patch'} ${string}`,
  eventId: string,
  needs: readonly Permission[],
  schema: z.ZodType<T>,
  act: (call: {
    id: string;
    set: string;
    body: T;
    who: ChangeOptions;
  }) => Promise<unknown>,
  options: {
    limit?: number;
    severity?: 'low' | 'medium' | 'high' | 'critical';
    status?: number;
  } = {},
): Route {
  const { limit = MAX_BODY_BYTES, severity = 'medium', status } = options;
  const [method, path] = route.split(' ');
  return defineRoute({
    method: method as 'post' | 'patch',
    path,
    needs,
    audit: { eventId, severity },
    input: { schema, limit },
    status,
    handle: ({ params: { id, set }, body, credentials }) =>
      act({ id, set, body, who: { credentials } }),
  });
}
