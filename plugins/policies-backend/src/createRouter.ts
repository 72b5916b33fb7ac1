import {
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  checkStorableUrl,
  Route,
  RouteCalls,
  RouteDescription,
} from '@internal/plugin-policies-node';
import express from 'express';
import Router from 'express-promise-router';
import { createEngineRouter } from './engines/createEngineRouter';
import { Engines } from './engines/Engines';
import { answerRefusals } from './http/answerRefusals';
import { echoRequestId } from './http/echoRequestId';
import { mountRoutes } from './http/mountRoutes';
import { tellRetryAfter } from './http/tellRetryAfter';
import { schemaRoutes } from './schema/schemaRoutes';

/** All that the plugin answers: decisions, what engines' servers ask, and routes that are data. */
export function createRouter(options: {
  routes: Route[];
  /** Routes that something of their own answers. */
  described: RouteDescription[];
  decisionRouter: express.Router;
  calls: RouteCalls;
  engines: Engines;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  checksAnswers?: boolean;
}): express.Router {
  const router = Router();
  router.use(echoRequestId());
  router.use(checkStorableUrl());
  router.use(options.decisionRouter);
  router.use(createEngineRouter(options));
  mountRoutes(
    router,
    [
      ...options.routes,
      ...schemaRoutes([...options.described, ...options.routes]),
    ],
    options,
  );
  router.use(answerRefusals());
  router.use(tellRetryAfter());
  return router;
}
