import {
  AuditorService,
  HttpAuthService,
  LoggerService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import express from 'express';
import Router from 'express-promise-router';
import { createDecisionRouter } from './decisions/createDecisionRouter';
import { DecisionService } from './decisions/DecisionService';
import { createSearchRouter } from './decisions/createSearchRouter';
import { createEngineRouter } from './engines/createEngineRouter';
import { EngineRepairer } from './engines/EngineRepairer';
import { Engines } from './engines/Engines';
import { answerRefusals } from './http/answerRefusals';
import { checkStorableUrl, Route } from '@internal/plugin-policies-node';
import { echoRequestId } from './http/echoRequestId';
import { mountRoutes } from './http/mountRoutes';
import { routesOf } from './http/routesOf';
import { tellRetryAfter } from './http/tellRetryAfter';
import { OverviewService } from './overview/OverviewService';
import { createPlaygroundRouter } from './playground/createPlaygroundRouter';
import { PlaygroundService } from './playground/PlaygroundService';
import { createRegistryRouter } from './registry/createRegistryRouter';
import { PolicyRegistry } from './registry/PolicyRegistry';
import { RegistryReader } from './registry/RegistryReader';
import { createSchemaRouter } from './schema/createSchemaRouter';

/** All routes of the plugin: those of the core, then those of features. */
export function createRouter(options: {
  routes: Route[];
  decisions: DecisionService;
  playground: PlaygroundService;
  reader: RegistryReader;
  registry: PolicyRegistry;
  overview: OverviewService;
  engines: Engines;
  engineRepairer: EngineRepairer;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  auditor: AuditorService;
  logger: LoggerService;
}): express.Router {
  const router = Router();
  router.use(echoRequestId());
  router.use(checkStorableUrl());
  router.use(createDecisionRouter(options));
  router.use(createSearchRouter(options));
  router.use(createPlaygroundRouter(options));
  router.use(createRegistryRouter(options));
  router.use(createEngineRouter(options));
  mountRoutes(router, options.routes, options);
  router.use(
    createSchemaRouter({ ...options, listRoutes: () => routesOf(router) }),
  );
  router.get('/overview', async (request, response) => {
    const credentials = await options.httpAuth.credentials(request, {
      allow: ['user', 'service'],
    });
    response.json(await options.overview.getOverview(credentials));
  });
  router.use(answerRefusals());
  router.use(tellRetryAfter());
  return router;
}
