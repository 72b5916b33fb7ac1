import { HttpAuthService } from '@backstage/backend-plugin-api';
import { LIMITS } from '@internal/plugin-policies-common';
import express, { Request, RequestHandler } from 'express';
import Router from 'express-promise-router';
import { handedOver } from '../http/handedOver';
import { DECISION_BODY, readJsonBody } from '../http/readJsonBody';
import { answerEvaluation, answerEvaluations } from './answer';
import { DecisionService } from './DecisionService';

/**
 * The access evaluation APIs of OpenID AuthZEN 1.0, for the portal and for each set. No data: they are
 * answered before the stack, too, and look at a caller before its batch is read.
 */
export function createDecisionRouter(options: {
  decisions: DecisionService;
  httpAuth: HttpAuthService;
}): express.Router {
  const { decisions, httpAuth } = options;
  const router = Router();
  const authenticate = (request: Request) =>
    httpAuth.credentials(request, { allow: ['user', 'service'] });
  const handler =
    (
      answer: typeof answerEvaluation | typeof answerEvaluations,
    ): RequestHandler =>
    async (request, response) => {
      const credentials = await authenticate(request);
      const { error } = handedOver(request);
      if (error !== undefined) {
        throw error;
      }
      response.json(
        await answer(decisions, request.body, {
          credentials,
          set: request.params.set,
        }),
      );
    };
  const evaluation = handler(answerEvaluation);
  const evaluations = handler(answerEvaluations);

  const body = readJsonBody(LIMITS.requestBytes, DECISION_BODY);
  const beforeBatch: RequestHandler = async (request, _response, next) => {
    // What the lean way in has read was looked at there.
    if (handedOver(request).body === undefined) {
      await decisions.checkCaller('batch', {
        credentials: await authenticate(request),
      });
    }
    next();
  };

  router.post('/access/v1/evaluation', ...body, evaluation);
  router.post('/access/v1/evaluations', beforeBatch, ...body, evaluations);
  router.post('/sets/:set/access/v1/evaluation', ...body, evaluation);
  router.post(
    '/sets/:set/access/v1/evaluations',
    beforeBatch,
    ...body,
    evaluations,
  );

  return router;
}
