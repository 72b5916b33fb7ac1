import { createPermissionRule } from '@backstage/plugin-permission-node';
import { z } from 'zod';
import {
  policyChangeResourceRef,
  policyJourneyResourceRef,
  policySetResourceRef,
} from './resources';

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

/** The journey was begun by one of the claims. */
export const isJourneyCreator = createPermissionRule({
  name: 'IS_JOURNEY_CREATOR',
  description: 'Allow for journeys that one of the claims began',
  resourceRef: policyJourneyResourceRef,
  paramsSchema: claimsSchema,
  apply: ({ creator }, { claims }) => claims.includes(creator),
  toQuery: neverQueried,
});

/** One of the claims was invited to write in the journey. */
export const isJourneyInvited = createPermissionRule({
  name: 'IS_JOURNEY_INVITED',
  description: 'Allow for journeys that one of the claims was invited to',
  resourceRef: policyJourneyResourceRef,
  paramsSchema: claimsSchema,
  apply: ({ people }, { claims }) =>
    people.some(person => claims.includes(person)),
  toQuery: neverQueried,
});

/** The set that the journey brought is owned by one of the claims. */
export const isJourneyOwner = createPermissionRule({
  name: 'IS_JOURNEY_OWNER',
  description: 'Allow for journeys whose published set one of the claims owns',
  resourceRef: policyJourneyResourceRef,
  paramsSchema: claimsSchema,
  apply: ({ owner }, { claims }) =>
    owner !== undefined && claims.includes(owner),
  toQuery: neverQueried,
});
