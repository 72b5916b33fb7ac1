import {
  actionSearchSchema,
  decisionReadPermission,
  decisionSearchPermission,
  LIMITS,
  resourceSearchSchema,
  SearchKind,
  SearchRequest,
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
import { listQuerySchema } from '../http/listQuery';
import { DecisionReader } from './DecisionReader';

const SEARCHES = {
  subject: subjectSearchSchema,
  resource: resourceSearchSchema,
  action: actionSearchSchema,
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
    ...['', '/sets/:set'].flatMap(place =>
      (Object.keys(SEARCHES) as SearchKind[]).map(kind =>
        defineRoute({
          method: 'post',
          path: `${place}/access/v1/search/${kind}`,
          needs: [decisionSearchPermission],
          input: {
            schema: SEARCHES[kind] as z.ZodType<Omit<SearchRequest, 'kind'>>,
            limit: LIMITS.requestBytes,
            rules: DECISION_BODY,
          },
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
      needs: [decisionReadPermission],
      query: listQuerySchema,
      handle: ({ query, credentials }) =>
        decisionReader.listDecisions(query, { credentials }),
    }),
  ];
}
