import {
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { checkStorableUrl, Route } from '@internal/plugin-policies-node';
import express from 'express';
import Router from 'express-promise-router';
import { Calls } from './calls/IncomingCall';
import { createEngineRouter } from './engines/createEngineRouter';
import { Engines } from './engines/Engines';
import { answerRefusals } from './http/answerRefusals';
import { echoRequestId } from './http/echoRequestId';
import { mountRoutes } from './http/mountRoutes';
import { routesOf } from './http/routesOf';
import { tellRetryAfter } from './http/tellRetryAfter';
import { createSchemaRouter } from './schema/createSchemaRouter';

/** All that the plugin answers: decisions, what engines' servers ask, and routes that are data. */
export function createRouter(options: {
  routes: Route[];
  decisionRouter: express.Router;
  calls: Calls;
  engines: Engines;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
}): express.Router {
  const router = Router();
  router.use(echoRequestId());
  router.use(checkStorableUrl());
  router.use(options.decisionRouter);
  router.use(createEngineRouter(options));
  mountRoutes(router, options.routes, options);
  router.use(
    createSchemaRouter({ ...options, listRoutes: () => routesOf(router) }),
  );
  router.use(answerRefusals());
  router.use(tellRetryAfter());
  return router;
}
