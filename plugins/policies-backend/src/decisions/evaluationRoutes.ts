import {
  authzenMetadataSchema,
  decisionEvaluatePermission,
  evaluationRequestSchema,
  evaluationResponseSchema,
  evaluationsRequestSchema,
  evaluationsResponseSchema,
  LIMITS,
} from '@internal/plugin-policies-common';
import { RouteDescription } from '@internal/plugin-policies-node';
import { decisionsTag } from '../http/routeTags';

/** AuthZEN is offered for the whole portal, and for each set. */
export const bySet = [
  { place: '', suffix: '', by: 'by the set that claims the resource type' },
  { place: '/sets/:set', suffix: 'BySet', by: 'by this set' },
] as const;

const describe = {
  method: 'post',
  tag: decisionsTag,
  needs: [decisionEvaluatePermission],
  refusals: [429, 503],
} as const;

/** Decisions, described; the doors `http` and `lean` answer them. */
export const evaluationRoutes: RouteDescription[] = bySet.flatMap(
  ({ place, suffix, by }) => [
    {
      ...describe,
      path: `${place}/access/v1/evaluation`,
      operation: `evaluate${suffix}`,
      summary: `One decision, ${by}`,
      input: { schema: evaluationRequestSchema, limit: LIMITS.requestBytes },
      answer: {
        description: 'The decision',
        schema: evaluationResponseSchema,
      },
    },
    {
      ...describe,
      path: `${place}/access/v1/evaluations`,
      operation: `evaluateBatch${suffix}`,
      summary: `Many decisions in one call, ${by}`,
      input: { schema: evaluationsRequestSchema, limit: LIMITS.requestBytes },
      answer: {
        description:
          'The decisions in the order of the request, cut short where the semantic says so; one decision when the request had no `evaluations`',
        schema: evaluationsResponseSchema.or(evaluationResponseSchema),
      },
    },
  ],
);

/** Discovery, described; `createDiscoveryRouter` answers it. */
export const discoveryRoutes: RouteDescription[] = [
  { path: '', operation: 'discover', of: 'the whole portal' },
  { path: '/sets/:set', operation: 'discoverSet', of: 'one set' },
].map(({ path, operation, of }) => ({
  method: 'get',
  path: `/.well-known/authzen-configuration/api/policies${path}`,
  operation,
  summary: `AuthZEN discovery for ${of}`,
  tag: decisionsTag,
  needs: [],
  isOpen: true,
  answer: { description: 'PDP metadata', schema: authzenMetadataSchema },
}));
