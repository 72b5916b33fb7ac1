import { PermissionsService } from '@backstage/backend-plugin-api';
import {
  policiesReadPermission,
  registryRefreshPermission,
} from '@internal/plugin-policies-common';
import {
  authorize,
  defineRoute,
  Route,
  RouteCall,
} from '@internal/plugin-policies-node';
import { ListQuery, listQuerySchema } from '../http/listQuery';
import { PolicyRegistry } from './PolicyRegistry';
import { RegistryReader } from './RegistryReader';

/** Routes to read the registry, and to have it read its sources now. */
export function registryRoutes({
  reader,
  registry,
  permissions,
}: {
  reader: RegistryReader;
  registry: PolicyRegistry;
  permissions: PermissionsService;
}): Route[] {
  return [
    list('/sets', ({ query, credentials }) =>
      reader.listSets(query, { credentials }),
    ),
    read('/sets/:set', ({ params, credentials }) =>
      reader.getSet(params.set, { credentials }),
    ),
    read('/sets/:set/policies/:policy', ({ params, credentials }) =>
      reader.getPolicy(params.set, params.policy, { credentials }),
    ),
    list('/sets/:set/revisions', ({ params, query, credentials }) =>
      reader.listRevisions(params.set, query, { credentials }),
    ),
    read('/sets/:set/revisions/:revision', ({ params, credentials }) =>
      reader.getRevision(params.set, params.revision, { credentials }),
    ),
    list('/sets/:set/cases', ({ params, query, credentials }) =>
      reader.listCases(params.set, query, { credentials }),
    ),
    list('/policies', ({ query, credentials }) =>
      reader.listPolicies(query, { credentials }),
    ),
    read('/engines', ({ credentials }) => reader.listEngines({ credentials })),
    defineRoute({
      method: 'post',
      path: '/registry/refresh',
      needs: [registryRefreshPermission],
      audit: { eventId: 'registry-refresh', severity: 'low' },
      handle: async ({ credentials }) => {
        await authorize(permissions, registryRefreshPermission, credentials);
        await registry.refresh();
      },
    }),
  ];
}

function read(
  path: string,
  handle: (call: RouteCall) => Promise<unknown>,
): Route {
  return { method: 'get', path, needs: [policiesReadPermission], handle };
}

function list(
  path: string,
  handle: (call: RouteCall<unknown, ListQuery>) => Promise<unknown>,
): Route {
  return defineRoute({
    method: 'get',
    path,
    needs: [policiesReadPermission],
    query: listQuerySchema,
    handle,
  });
}
