import { HttpAuthService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  actionSearchSchema,
  describeIssues,
  LIMITS,
  resourceSearchSchema,
  SearchKind,
  SearchRequest,
  subjectSearchSchema,
} from '@internal/plugin-policies-common';
import express, { RequestHandler } from 'express';
import Router from 'express-promise-router';
import { DECISION_BODY, readJsonBody } from '../http/readJsonBody';
import { DecisionService } from './DecisionService';

/** The search APIs of OpenID AuthZEN 1.0, for the portal and for each set. */
export function createSearchRouter(options: {
  decisions: DecisionService;
  httpAuth: HttpAuthService;
}): express.Router {
  const { decisions, httpAuth } = options;
  const router = Router();

  const search =
    (kind: SearchKind): RequestHandler =>
    async (request, response) => {
      const credentials = await httpAuth.credentials(request, {
        allow: ['user', 'service'],
      });
      response.json(
        await decisions.search(readSearch(kind, request.body), {
          credentials,
          set: request.params.set,
        }),
      );
    };

  const body = readJsonBody(LIMITS.requestBytes, DECISION_BODY);
  router.post('/access/v1/search/subject', ...body, search('subject'));
  router.post('/access/v1/search/resource', ...body, search('resource'));
  router.post('/access/v1/search/action', ...body, search('action'));
  const ofSet = '/sets/:set/access/v1/search';
  router.post(`${ofSet}/subject`, ...body, search('subject'));
  router.post(`${ofSet}/resource`, ...body, search('resource'));
  router.post(`${ofSet}/action`, ...body, search('action'));
  return router;
}

function readSearch(kind: SearchKind, body: unknown): SearchRequest {
  const parsed = {
    subject: subjectSearchSchema,
    resource: resourceSearchSchema,
    action: actionSearchSchema,
  }[kind].safeParse(body);
  if (!parsed.success) {
    throw new InputError(
      `the request is not valid: ${describeIssues(parsed.error)}`,
    );
  }
  return { kind, ...parsed.data } as SearchRequest;
}
