import { HttpAuthService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  describeIssues,
  evaluationRequestSchema,
  LIMITS,
  readEvaluations,
} from '@internal/plugin-policies-common';
import express, { Request, RequestHandler } from 'express';
import Router from 'express-promise-router';
import { readJsonBody } from '../http/readJsonBody';
import { readListQuery } from '../http/readListQuery';
import { DecisionService } from './DecisionService';

/**
 * The access evaluation APIs of OpenID AuthZEN 1.0, for the portal and for each set, and the decision
 * log.
 */
export function createDecisionRouter(options: {
  decisions: DecisionService;
  httpAuth: HttpAuthService;
}): express.Router {
  const { decisions, httpAuth } = options;
  const router = Router();
  const authenticate = (request: Request) =>
    httpAuth.credentials(request, { allow: ['user', 'service'] });

  const evaluation: RequestHandler = async (request, response) => {
    const credentials = await authenticate(request);
    const parsed = evaluationRequestSchema.safeParse(request.body);
    if (!parsed.success) {
      throw new InputError(
        `the request is not valid: ${describeIssues(parsed.error)}`,
      );
    }
    response.json(
      await decisions.evaluate(parsed.data, {
        credentials,
        set: request.params.set,
      }),
    );
  };

  const evaluations: RequestHandler = async (request, response) => {
    const credentials = await authenticate(request);
    const read = readEvaluations(request.body);
    if ('message' in read) {
      throw new InputError(`the request is not valid: ${read.message}`);
    }
    const { call } = read;
    const decideOptions = { credentials, set: request.params.set };
    response.json(
      call.kind === 'single'
        ? await decisions.evaluate(call.request, decideOptions)
        : {
            evaluations: await decisions.evaluateBatch(
              call.items,
              call.semantic,
              decideOptions,
            ),
          },
    );
  };

  const body = readJsonBody(LIMITS.requestBytes);
  router.post('/access/v1/evaluation', ...body, evaluation);
  router.post('/access/v1/evaluations', ...body, evaluations);
  router.post('/sets/:set/access/v1/evaluation', ...body, evaluation);
  router.post('/sets/:set/access/v1/evaluations', ...body, evaluations);

  router.get('/decisions', async (request, response) => {
    response.json(
      await decisions.listDecisions(readListQuery(request), {
        credentials: await authenticate(request),
      }),
    );
  });

  return router;
}
