import {
  AuditorService,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { registryRefreshPermission } from '@internal/plugin-policies-common';
import express from 'express';
import Router from 'express-promise-router';
import { authorize } from '@internal/plugin-policies-node';
import { readListQuery } from '../http/readListQuery';
import { PolicyRegistry } from './PolicyRegistry';
import { RegistryReader } from './RegistryReader';

/** Routes to read the registry, and to have it read its sources now. */
export function createRegistryRouter(options: {
  reader: RegistryReader;
  registry: PolicyRegistry;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  auditor: AuditorService;
}): express.Router {
  const { reader, registry, httpAuth, permissions, auditor } = options;
  const router = Router();
  const caller = async (request: express.Request) => ({
    credentials: await httpAuth.credentials(request, {
      allow: ['user', 'service'],
    }),
  });

  router.get('/sets', async (request, response) => {
    response.json(
      await reader.listSets(readListQuery(request), await caller(request)),
    );
  });
  router.get('/sets/:set', async (request, response) => {
    response.json(
      await reader.getSet(request.params.set, await caller(request)),
    );
  });
  router.get('/sets/:set/policies/:policy', async (request, response) => {
    const { set, policy } = request.params;
    response.json(await reader.getPolicy(set, policy, await caller(request)));
  });
  router.get('/sets/:set/revisions', async (request, response) => {
    response.json(
      await reader.listRevisions(
        request.params.set,
        readListQuery(request),
        await caller(request),
      ),
    );
  });
  router.get('/sets/:set/revisions/:revision', async (request, response) => {
    const { set, revision } = request.params;
    response.json(
      await reader.getRevision(set, revision, await caller(request)),
    );
  });
  router.get('/sets/:set/cases', async (request, response) => {
    response.json(
      await reader.listCases(
        request.params.set,
        readListQuery(request),
        await caller(request),
      ),
    );
  });
  router.get('/policies', async (request, response) => {
    response.json(
      await reader.listPolicies(readListQuery(request), await caller(request)),
    );
  });
  router.get('/engines', async (request, response) => {
    response.json(await reader.listEngines(await caller(request)));
  });

  router.post('/registry/refresh', async (request, response) => {
    const { credentials } = await caller(request);
    const event = await auditor.createEvent({
      eventId: 'registry-refresh',
      severityLevel: 'low',
      request,
    });
    try {
      await authorize(permissions, registryRefreshPermission, credentials);
      await registry.refresh();
      await event.success();
      response.status(204).end();
    } catch (error) {
      await event.fail({ error: error as Error });
      throw error;
    }
  });

  return router;
}
