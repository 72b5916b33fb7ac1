import {
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { engineServePermission } from '@internal/plugin-policies-common';
import express from 'express';
import Router from 'express-promise-router';
import { authorize } from '@internal/plugin-policies-node';
import { Engines } from './Engines';

/** What the engines' own servers ask of the portal: each answers as its driver does. */
export function createEngineRouter(options: {
  engines: Engines;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
}): express.Router {
  const { engines, httpAuth, permissions } = options;
  const router = Router();

  router.use('/engines/:engine/server', async (request, response, next) => {
    const credentials = await httpAuth.credentials(request, {
      allow: ['service'],
    });
    await authorize(permissions, engineServePermission, credentials);
    const { handler } = engines.get(request.params.engine);
    if (!handler) {
      throw new NotFoundError(
        `engine '${request.params.engine}' asks nothing of the portal; remove this address from the configuration of its server`,
      );
    }
    handler(request, response, next);
  });

  return router;
}
