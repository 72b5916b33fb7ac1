import { createPermissionRule } from '@backstage/plugin-permission-node';
import { z } from 'zod';
import { PolicySetFilter } from '../ResourceFilter';
import { policySetResourceRef } from '../resources';
import { claimsSchema, domainsSchema, toDomainRefs } from './params';

/** The set is owned by one of the claims. */
export const isSetOwner = createPermissionRule({
  name: 'IS_SET_OWNER',
  description: 'Allow for policy sets that one of the claims owns',
  resourceRef: policySetResourceRef,
  paramsSchema: claimsSchema,
  apply: ({ owner }, { claims }) => claims.includes(owner),
  toQuery: ({ claims }): PolicySetFilter => ({ key: 'owner', values: claims }),
});

/** The set has one of the names. */
export const isSetNamed = createPermissionRule({
  name: 'IS_SET_NAMED',
  description: 'Allow for policy sets of these names',
  resourceRef: policySetResourceRef,
  paramsSchema: z.object({
    names: z.array(z.string()).describe('Names of policy sets'),
  }),
  apply: ({ name }, { names }) => names.includes(name),
  toQuery: ({ names }): PolicySetFilter => ({ key: 'name', values: names }),
});

/** The set is part of one of the domains. */
export const isSetOfDomain = createPermissionRule({
  name: 'IS_SET_OF_DOMAIN',
  description: 'Allow for policy sets of these domains',
  resourceRef: policySetResourceRef,
  paramsSchema: domainsSchema,
  apply: ({ domain }, { domains }) => toDomainRefs(domains).includes(domain),
  toQuery: ({ domains }): PolicySetFilter => ({
    key: 'domain',
    values: toDomainRefs(domains),
  }),
});
