import { createPermissionRule } from '@backstage/plugin-permission-node';
import { PolicyJourneyFilter } from '../ResourceFilter';
import { policyJourneyResourceRef } from '../resources';
import { claimsSchema, domainsSchema, toDomainRefs } from './params';

/** The journey was begun by one of the claims. */
export const isJourneyCreator = createPermissionRule({
  name: 'IS_JOURNEY_CREATOR',
  description: 'Allow for journeys that one of the claims began',
  resourceRef: policyJourneyResourceRef,
  paramsSchema: claimsSchema,
  apply: ({ creator }, { claims }) => claims.includes(creator),
  toQuery: ({ claims }): PolicyJourneyFilter => ({
    key: 'creator',
    values: claims,
  }),
});

/** One of the claims was invited to write in the journey. */
export const isJourneyInvited = createPermissionRule({
  name: 'IS_JOURNEY_INVITED',
  description: 'Allow for journeys that one of the claims was invited to',
  resourceRef: policyJourneyResourceRef,
  paramsSchema: claimsSchema,
  apply: ({ people }, { claims }) =>
    people.some(person => claims.includes(person)),
  toQuery: ({ claims }): PolicyJourneyFilter => ({
    key: 'invited',
    values: claims,
  }),
});

/** The set that the journey brought is owned by one of the claims. */
export const isJourneyOwner = createPermissionRule({
  name: 'IS_JOURNEY_OWNER',
  description: 'Allow for journeys whose published set one of the claims owns',
  resourceRef: policyJourneyResourceRef,
  paramsSchema: claimsSchema,
  apply: ({ owner }, { claims }) =>
    owner !== undefined && claims.includes(owner),
  toQuery: ({ claims }): PolicyJourneyFilter => ({
    key: 'owner',
    values: claims,
  }),
});

/** The journey is about one of the domains, as its answers say. */
export const isJourneyOfDomain = createPermissionRule({
  name: 'IS_JOURNEY_OF_DOMAIN',
  description: 'Allow for journeys of these domains',
  resourceRef: policyJourneyResourceRef,
  paramsSchema: domainsSchema,
  apply: ({ domain }, { domains }) =>
    domain !== undefined && toDomainRefs(domains).includes(domain),
  toQuery: ({ domains }): PolicyJourneyFilter => ({
    key: 'domain',
    values: toDomainRefs(domains),
  }),
});
