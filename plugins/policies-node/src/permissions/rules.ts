import { createPermissionRule } from '@backstage/plugin-permission-node';
import { z } from 'zod';
import { policyChangeResourceRef, policySetResourceRef } from './resources';

const claimsSchema = z.object({
  claims: z
    .array(z.string())
    .describe('Entity references the person may speak for'),
});

function neverQueried(): never {
  throw new Error('rules of policies are applied to single resources only');
}

/** The set is owned by one of the claims. */
export const isSetOwner = createPermissionRule({
  name: 'IS_SET_OWNER',
  description: 'Allow for policy sets that one of the claims owns',
  resourceRef: policySetResourceRef,
  paramsSchema: claimsSchema,
  apply: ({ owner }, { claims }) => claims.includes(owner),
  toQuery: neverQueried,
});

/** The changed set is owned by one of the claims. */
export const isChangeSetOwner = createPermissionRule({
  name: 'IS_CHANGE_SET_OWNER',
  description: 'Allow for changes of policy sets that one of the claims owns',
  resourceRef: policyChangeResourceRef,
  paramsSchema: claimsSchema,
  apply: ({ owner }, { claims }) => claims.includes(owner),
  toQuery: neverQueried,
});

/** The change was opened by one of the claims. */
export const isChangeAuthor = createPermissionRule({
  name: 'IS_CHANGE_AUTHOR',
  description: 'Allow for changes that one of the claims opened',
  resourceRef: policyChangeResourceRef,
  paramsSchema: claimsSchema,
  apply: ({ author }, { claims }) => claims.includes(author),
  toQuery: neverQueried,
});

/** One of the claims has to approve the change. */
export const isChangeReviewer = createPermissionRule({
  name: 'IS_CHANGE_REVIEWER',
  description: 'Allow for changes that one of the claims has to approve',
  resourceRef: policyChangeResourceRef,
  paramsSchema: claimsSchema,
  apply: ({ reviewers }, { claims }) =>
    reviewers.some(group => claims.includes(group)),
  toQuery: neverQueried,
});
