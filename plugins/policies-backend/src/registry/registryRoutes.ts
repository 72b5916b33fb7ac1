import { PermissionsService } from '@backstage/backend-plugin-api';
import {
  caseResultSchema,
  engineStatusSchema,
  pageQuerySchema,
  pageSchema,
  setReadPermission,
  policyDetailSchema,
  policyQuerySchema,
  policySetDetailSchema,
  policySetSummarySchema,
  policySummarySchema,
  registryRefreshPermission,
  revisionDetailSchema,
  revisionSummarySchema,
  setQuerySchema,
} from '@internal/plugin-policies-common';
import { authorize, defineRoute, Route } from '@internal/plugin-policies-node';
import { PolicyRegistry } from './PolicyRegistry';
import { RegistryReader } from './RegistryReader';
import { registryTag } from '../http/routeTags';

const reads = {
  method: 'get',
  tag: registryTag,
  needs: [setReadPermission],
} as const;

/** Routes to read the registry, and to have it read its sources now. */
export function registryRoutes({
  reader,
  registry,
  permissions,
}: {
  reader: RegistryReader;
  registry: PolicyRegistry;
  permissions: PermissionsService;
}): Route[] {
  return [
    defineRoute({
      ...reads,
      path: '/sets',
      operation: 'listSets',
      summary: 'Policy sets by name',
      query: setQuerySchema,
      answer: {
        description: 'A page of sets',
        schema: pageSchema(policySetSummarySchema),
      },
      handle: ({ query, credentials }) =>
        reader.listSets(query, { credentials }),
    }),
    defineRoute({
      ...reads,
      path: '/sets/:set',
      operation: 'getSet',
      summary: 'A policy set',
      answer: {
        description: 'The set with what its page shows',
        schema: policySetDetailSchema,
      },
      handle: ({ params, credentials }) =>
        reader.getSet(params.set, { credentials }),
    }),
    defineRoute({
      ...reads,
      path: '/sets/:set/policies/:policy',
      operation: 'getPolicy',
      summary: 'A policy with its source',
      answer: {
        description: 'The policy as the active revision has it',
        schema: policyDetailSchema,
      },
      handle: ({ params, credentials }) =>
        reader.getPolicy(params.set, params.policy, { credentials }),
    }),
    defineRoute({
      ...reads,
      path: '/sets/:set/revisions',
      operation: 'listRevisions',
      summary: 'Revisions of a set, newest first',
      query: pageQuerySchema,
      answer: {
        description: 'A page of revisions',
        schema: pageSchema(revisionSummarySchema),
      },
      handle: ({ params, query, credentials }) =>
        reader.listRevisions(params.set, query, { credentials }),
    }),
    defineRoute({
      ...reads,
      path: '/sets/:set/revisions/:revision',
      operation: 'getRevision',
      summary: 'A revision with its files',
      answer: { description: 'The revision', schema: revisionDetailSchema },
      handle: ({ params, credentials }) =>
        reader.getRevision(params.set, params.revision, { credentials }),
    }),
    defineRoute({
      ...reads,
      path: '/sets/:set/cases',
      operation: 'listCases',
      summary:
        'Cases of a set, as they ended when its active revision was registered',
      query: pageQuerySchema,
      answer: {
        description: 'A page of cases',
        schema: pageSchema(caseResultSchema),
      },
      handle: ({ params, query, credentials }) =>
        reader.listCases(params.set, query, { credentials }),
    }),
    defineRoute({
      ...reads,
      path: '/policies',
      operation: 'listPolicies',
      summary: 'Policies of all sets',
      query: policyQuerySchema,
      answer: {
        description: 'A page of policies',
        schema: pageSchema(policySummarySchema),
      },
      handle: ({ query, credentials }) =>
        reader.listPolicies(query, { credentials }),
    }),
    defineRoute({
      ...reads,
      path: '/engines',
      operation: 'listEngines',
      summary: 'Engines and how they do',
      answer: {
        description: 'All engines',
        schema: pageSchema(engineStatusSchema),
      },
      handle: ({ credentials }) => reader.listEngines({ credentials }),
    }),
    defineRoute({
      method: 'post',
      path: '/registry/refresh',
      operation: 'refreshRegistry',
      summary: 'Have the registry read its sources now',
      tag: registryTag,
      needs: [registryRefreshPermission],
      audit: { eventId: 'registry-refresh', severity: 'low' },
      answer: { description: 'All sources were read' },
      handle: async ({ credentials }) => {
        await authorize(permissions, registryRefreshPermission, credentials);
        await registry.refresh();
      },
    }),
  ];
}
