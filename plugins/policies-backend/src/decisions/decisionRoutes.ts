import {
  actionSearchSchema,
  decisionQuerySchema,
  decisionReadPermission,
  decisionPageSchema,
  decisionSearchPermission,
  LIMITS,
  resourceSearchSchema,
  SearchKind,
  SearchRequest,
  searchResponseSchema,
  subjectSearchSchema,
} from '@internal/plugin-policies-common';
import {
  AdmittedCallers,
  DecisionService,
  defineRoute,
  Route,
} from '@internal/plugin-policies-node';
import { z } from 'zod';
import { DECISION_BODY } from '../http/readJsonBody';
import { decisionsTag } from '../http/routeTags';
import { DecisionReader } from './DecisionReader';
import { bySet } from './evaluationRoutes';

const SEARCHES = {
  subject: {
    schema: subjectSearchSchema,
    operation: 'searchSubject',
    summary: 'Who may do this',
  },
  resource: {
    schema: resourceSearchSchema,
    operation: 'searchResource',
    summary: 'What may be acted on',
  },
  action: {
    schema: actionSearchSchema,
    operation: 'searchAction',
    summary: 'What may be done',
  },
};

/** The search APIs of OpenID AuthZEN 1.0, for the portal and for each set, and the decision log. */
export function decisionRoutes({
  decisions,
  decisionReader,
  callers,
}: {
  decisions: DecisionService;
  decisionReader: DecisionReader;
  callers: AdmittedCallers;
}): Route[] {
  return [
    ...bySet.flatMap(({ place, suffix, by }) =>
      (Object.keys(SEARCHES) as SearchKind[]).map(kind =>
        defineRoute({
          method: 'post',
          path: `${place}/access/v1/search/${kind}`,
          operation: `${SEARCHES[kind].operation}${suffix}`,
          summary: `${SEARCHES[kind].summary}, ${by}`,
          tag: decisionsTag,
          needs: [decisionSearchPermission],
          input: {
            schema: SEARCHES[kind].schema as z.ZodType<
              Omit<SearchRequest, 'kind'>
            >,
            limit: LIMITS.requestBytes,
            rules: DECISION_BODY,
          },
          answer: {
            description: 'A page of what was found',
            schema: searchResponseSchema,
          },
          refusals: [429, 503],
          handle: ({ params, body, credentials }) =>
            decisions.search({ ...body, kind } as SearchRequest, {
              caller: callers.of(credentials, 'http'),
              purpose: 'production',
              set: params.set,
            }),
        }),
      ),
    ),
    defineRoute({
      method: 'get',
      path: '/decisions',
      operation: 'listDecisions',
      summary: 'The decision log, newest first',
      tag: decisionsTag,
      needs: [decisionReadPermission],
      query: decisionQuerySchema,
      answer: {
        description:
          'A page of the log; `total` counts the entries over all pages, and `leftOut` the decisions that have none',
        schema: decisionPageSchema,
      },
      handle: ({ query, credentials }) =>
        decisionReader.listDecisions(query, { credentials }),
    }),
  ];
}
