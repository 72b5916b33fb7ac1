import {
  engineRepairPermission,
  engineServePermission,
  engineStatusSchema,
  LIMITS,
  repairEngineSchema,
} from '@internal/plugin-policies-common';
import {
  defineRoute,
  Route,
  RouteDescription,
} from '@internal/plugin-policies-node';
import { registryTag } from '../http/routeTags';
import { EngineRepairer } from './EngineRepairer';

/** What the servers of engines ask, described; `createEngineRouter` answers it. */
export const engineServerRoute: RouteDescription = {
  method: 'use',
  path: '/engines/:engine/server',
  operation: 'serveEngine',
  summary: 'Asked by the server of an engine, as its driver answers',
  tag: registryTag,
  needs: [engineServePermission],
  answer: { description: 'What the server of the engine takes' },
};

/** Routes to put engines right. */
export function engineRoutes(repairer: EngineRepairer): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/engines/:engine/repair',
      operation: 'repairEngine',
      summary:
        'Put active revisions into an engine again that lost or changed them',
      tag: registryTag,
      needs: [engineRepairPermission],
      audit: {
        eventId: 'engine-repair',
        severity: 'medium',
        meta: ({ set }) => (set === undefined ? {} : { set }),
      },
      input: { schema: repairEngineSchema, limit: LIMITS.requestBytes },
      answer: {
        description: 'How the engine does now',
        schema: engineStatusSchema,
      },
      handle: ({ params, body, credentials }) =>
        repairer.repair(params.engine, body.set, { credentials }),
    }),
  ];
}
