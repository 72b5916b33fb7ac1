import {
  AuditorService,
  HttpAuthService,
  LoggerService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import express from 'express';
import Router from 'express-promise-router';
import { ChangeService } from './changes/ChangeService';
import { createChangeRouter } from './changes/createChangeRouter';
import { createDecisionRouter } from './decisions/createDecisionRouter';
import { DecisionService } from './decisions/DecisionService';
import { createSearchRouter } from './decisions/createSearchRouter';
import { createEngineRouter } from './engines/createEngineRouter';
import { EngineRepairer } from './engines/EngineRepairer';
import { Engines } from './engines/Engines';
import { answerRefusals } from './http/answerRefusals';
import { checkStorableUrl } from './http/checkStorable';
import { echoRequestId } from './http/echoRequestId';
import { tellRetryAfter } from './http/tellRetryAfter';
import { createJourneyRouter } from './onboarding/createJourneyRouter';
import { JourneyService } from './onboarding/JourneyService';
import { OverviewService } from './overview/OverviewService';
import { createPlaygroundRouter } from './playground/createPlaygroundRouter';
import { PlaygroundService } from './playground/PlaygroundService';
import { createRegistryRouter } from './registry/createRegistryRouter';
import { PolicyRegistry } from './registry/PolicyRegistry';
import { RegistryReader } from './registry/RegistryReader';
import { createSchemaRouter } from './schema/createSchemaRouter';
import { createTemplateRouter } from './templates/createTemplateRouter';
import { TemplateService } from './templates/TemplateService';

/** All routes of the plugin. */
export function createRouter(options: {
  changes: ChangeService;
  decisions: DecisionService;
  journeys: JourneyService;
  playground: PlaygroundService;
  reader: RegistryReader;
  registry: PolicyRegistry;
  overview: OverviewService;
  templates: TemplateService;
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
  router.use(createTemplateRouter(options));
  router.use(createChangeRouter(options));
  router.use(createJourneyRouter(options));
  router.use(createSchemaRouter(options));
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
