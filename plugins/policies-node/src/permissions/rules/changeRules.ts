import { createPermissionRule } from '@backstage/plugin-permission-node';
import { z } from 'zod';
import { PolicyChangeFilter } from '../ResourceFilter';
import { policyChangeResourceRef } from '../resources';
import { claimsSchema, domainsSchema, toDomainRefs } from './params';

/** The changed set is owned by one of the claims. */
export const isChangeSetOwner = createPermissionRule({
  name: 'IS_CHANGE_SET_OWNER',
  description: 'Allow for changes of policy sets that one of the claims owns',
  resourceRef: policyChangeResourceRef,
  paramsSchema: claimsSchema,
  apply: ({ owner }, { claims }) => claims.includes(owner),
  toQuery: ({ claims }): PolicyChangeFilter => ({
    key: 'owner',
    values: claims,
  }),
});

/** The change was opened by one of the claims. */
export const isChangeAuthor = createPermissionRule({
  name: 'IS_CHANGE_AUTHOR',
  description: 'Allow for changes that one of the claims opened',
  resourceRef: policyChangeResourceRef,
  paramsSchema: claimsSchema,
  apply: ({ author }, { claims }) => claims.includes(author),
  toQuery: ({ claims }): PolicyChangeFilter => ({
    key: 'author',
    values: claims,
  }),
});

/** One of the claims has to approve the change. */
export const isChangeReviewer = createPermissionRule({
  name: 'IS_CHANGE_REVIEWER',
  description: 'Allow for changes that one of the claims has to approve',
  resourceRef: policyChangeResourceRef,
  paramsSchema: claimsSchema,
  apply: ({ reviewers }, { claims }) =>
    reviewers.some(group => claims.includes(group)),
  toQuery: ({ claims }): PolicyChangeFilter => ({
    key: 'reviewer',
    values: claims,
  }),
});

/** The change is about one of the sets. */
export const isChangeOfSet = createPermissionRule({
  name: 'IS_CHANGE_OF_SET',
  description: 'Allow for changes of policy sets of these names',
  resourceRef: policyChangeResourceRef,
  paramsSchema: z.object({
    sets: z.array(z.string()).describe('Names of policy sets'),
  }),
  apply: ({ set }, { sets }) => sets.includes(set),
  toQuery: ({ sets }): PolicyChangeFilter => ({ key: 'set', values: sets }),
});

/** The changed set is part of one of the domains. */
export const isChangeOfDomain = createPermissionRule({
  name: 'IS_CHANGE_OF_DOMAIN',
  description: 'Allow for changes of policy sets of these domains',
  resourceRef: policyChangeResourceRef,
  paramsSchema: domainsSchema,
  apply: ({ domain }, { domains }) => toDomainRefs(domains).includes(domain),
  toQuery: ({ domains }): PolicyChangeFilter => ({
    key: 'domain',
    values: toDomainRefs(domains),
  }),
});
