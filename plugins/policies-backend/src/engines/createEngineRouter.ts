import {
  AuditorService,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import {
  describeIssues,
  engineServePermission,
  LIMITS,
} from '@internal/plugin-policies-common';
import express from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { authorize } from '@internal/plugin-policies-node';
import { readJsonBody } from '../http/readJsonBody';
import { EngineRepairer } from './EngineRepairer';
import { Engines } from './Engines';

const repairSchema = z.strictObject({ set: z.string().min(1).optional() });

/** Repair of engines, and what their own servers ask of the portal. */
export function createEngineRouter(options: {
  engines: Engines;
  engineRepairer: EngineRepairer;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  auditor: AuditorService;
}): express.Router {
  const { engines, engineRepairer, httpAuth, permissions, auditor } = options;
  const router = Router();

  router.post(
    '/engines/:engine/repair',
    ...readJsonBody(LIMITS.requestBytes),
    async (request, response) => {
      const credentials = await httpAuth.credentials(request, {
        allow: ['user', 'service'],
      });
      const { engine } = request.params;
      const parsed = repairSchema.safeParse(request.body);
      if (!parsed.success) {
        throw new InputError(
          `the request is not valid: ${describeIssues(parsed.error)}`,
        );
      }
      const { set } = parsed.data;
      const event = await auditor.createEvent({
        eventId: 'engine-repair',
        severityLevel: 'medium',
        request,
        meta: { engine, ...(set && { set }) },
      });
      try {
        const status = await engineRepairer.repair(engine, set, {
          credentials,
        });
        await event.success();
        response.json(status);
      } catch (error) {
        await event.fail({ error: error as Error });
        throw error;
      }
    },
  );

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
