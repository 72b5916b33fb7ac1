import { Permission } from '@backstage/plugin-permission-common';
import {
  changeDetailSchema,
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
  rebaseOutcomeSchema,
  reviewChangeSchema,
  rollbackOutcomeSchema,
  rollbackSchema,
  runChecksSchema,
  setRollBackPermission,
  updateChangeSchema,
  withdrawChangeSchema,
} from '@internal/plugin-policies-common';
import { defineRoute, Route } from '@internal/plugin-policies-node';
import { z } from 'zod';
import { ChangeOptions, ChangeService } from './ChangeService';

/** JSON escapes at most double the size of source text. */
const MAX_FILES_BYTES = 2 * LIMITS.setBytes;
const MAX_BODY_BYTES = 50_000;

/** What all routes of changes say. */
export const ofChange = {
  tag: {
    name: 'changes',
    description:
      'Proposed revisions, from the first draft over review to publication and back',
  },
  params: { id: 'Id of a change' },
};

const edits = [changeReadPermission, changeEditPermission];
const reviews = [changeReadPermission, changeReviewPermission];
/** As a shadow it takes the set besides. */
const publishes = [
  changeReadPermission,
  changePublishPermission,
  setRollBackPermission,
];
const changed = {
  description: 'The change as it is now',
  schema: changeDetailSchema,
};

/** Routes that write changes and the active revision. Every one is an event of the auditor. */
export function changeWriteRoutes(changes: ChangeService): Route[] {
  return [
    write({
      method: 'post',
      path: '/changes',
      operation: 'createChange',
      summary: 'Propose a revision of a set, new or registered',
      eventId: 'change-create',
      needs: [changeProposePermission],
      schema: createChangeSchema,
      limit: MAX_FILES_BYTES,
      status: 201,
      answer: {
        description: 'The change; its checks begin by themselves',
        schema: changeDetailSchema,
      },
      act: ({ body, who }) => changes.create(body, who),
    }),
    write({
      method: 'post',
      path: '/changes/:id/pushes',
      operation: 'pushChange',
      summary: 'Replace the proposed files; approvals lose their force',
      eventId: 'change-push',
      needs: edits,
      schema: pushChangeSchema,
      limit: MAX_FILES_BYTES,
      answer: changed,
      act: ({ id, body, who }) => changes.push(id, body, who),
    }),
    write({
      method: 'patch',
      path: '/changes/:id',
      operation: 'updateChange',
      summary: 'Rename or describe a change',
      eventId: 'change-update',
      needs: edits,
      schema: updateChangeSchema,
      severity: 'low',
      answer: changed,
      act: ({ id, body, who }) => changes.update(id, body, who),
    }),
    write({
      method: 'post',
      path: '/changes/:id/submit',
      operation: 'submitChange',
      summary: 'Ask for review',
      eventId: 'change-submit',
      needs: edits,
      schema: changeVersionSchema,
      answer: changed,
      act: ({ id, body, who }) => changes.submit(id, body, who),
    }),
    write({
      method: 'post',
      path: '/changes/:id/rebase',
      operation: 'rebaseChange',
      summary: 'Bring the proposal onto the active revision',
      eventId: 'change-rebase',
      needs: edits,
      schema: changeVersionSchema,
      answer: {
        description: 'The rebased change, or where the two do not fit together',
        schema: rebaseOutcomeSchema,
      },
      act: ({ id, body, who }) => changes.rebase(id, body, who),
    }),
    write({
      method: 'post',
      path: '/changes/:id/reviews',
      operation: 'reviewChange',
      summary: 'Approve or reject the proposed revision',
      eventId: 'change-review',
      needs: reviews,
      schema: reviewChangeSchema,
      answer: changed,
      act: ({ id, body, who }) => changes.review(id, body, who),
    }),
    write({
      method: 'post',
      path: '/changes/:id/comments',
      operation: 'commentChange',
      summary: 'Comment on a change or on a line of it',
      eventId: 'change-comment',
      needs: [...reviews, changeEditPermission],
      schema: commentChangeSchema,
      severity: 'low',
      answer: changed,
      act: ({ id, body, who }) => changes.comment(id, body, who),
    }),
    write({
      method: 'post',
      path: '/changes/:id/withdraw',
      operation: 'withdrawChange',
      summary: 'Withdraw a change',
      eventId: 'change-withdraw',
      needs: edits,
      schema: withdrawChangeSchema,
      answer: changed,
      act: ({ id, body, who }) => changes.withdraw(id, body, who),
    }),
    write({
      method: 'post',
      path: '/changes/:id/checks',
      operation: 'runChangeChecks',
      summary: 'Run checks again, or cancel them',
      eventId: 'change-checks',
      needs: edits,
      schema: runChecksSchema,
      severity: 'low',
      answer: changed,
      act: ({ id, body: { action, checks }, who }) =>
        action === 'cancel'
          ? changes.cancelChecks(id, who)
          : changes.runChecks(id, checks, who),
    }),
    write({
      method: 'post',
      path: '/changes/:id/publish',
      operation: 'publishChange',
      summary:
        'Make the proposed revision the active one, or evaluate it beside',
      eventId: 'change-publish',
      needs: publishes,
      schema: publishChangeSchema,
      severity: 'high',
      answer: changed,
      act: ({ id, body, who }) => changes.publish(id, body, who),
    }),
    write({
      method: 'post',
      path: '/sets/:set/rollback',
      operation: 'rollBackSet',
      summary: 'Make an earlier revision active again',
      eventId: 'set-rollback',
      needs: [setRollBackPermission],
      schema: rollbackSchema,
      severity: 'critical',
      answer: {
        description: 'The new entry of the history',
        schema: rollbackOutcomeSchema,
      },
      act: ({ set, body, who }) => changes.rollBack(set, body, who),
    }),
  ];
}

/** A write, as those of changes are. */
function write<TBody, TAnswer>({
  eventId,
  severity = 'medium',
  schema,
  limit = MAX_BODY_BYTES,
  act,
  ...route
}: Pick<
  Route<TBody, unknown, TAnswer>,
  'path' | 'operation' | 'summary' | 'status' | 'answer'
> & {
  method: 'post' | 'patch';
  eventId: string;
  severity?: 'low' | 'medium' | 'high' | 'critical';
  needs: readonly Permission[];
  schema: z.ZodType<TBody>;
  limit?: number;
  act(call: {
    id: string;
    set: string;
    body: TBody;
    who: ChangeOptions;
  }): Promise<NoInfer<TAnswer>>;
}): Route {
  return defineRoute({
    ...ofChange,
    ...route,
    audit: { eventId, severity },
    input: { schema, limit },
    handle: ({ params: { id, set }, body, credentials }) =>
      act({ id, set, body, who: { credentials } }),
  });
}
