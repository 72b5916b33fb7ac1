import {
  engineRepairPermission,
  LIMITS,
} from '@internal/plugin-policies-common';
import { defineRoute, Route } from '@internal/plugin-policies-node';
import { z } from 'zod';
import { EngineRepairer } from './EngineRepairer';

const repairSchema = z.strictObject({ set: z.string().min(1).optional() });

/** Routes to put engines right. */
export function engineRoutes(repairer: EngineRepairer): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/engines/:engine/repair',
      needs: [engineRepairPermission],
      audit: {
        eventId: 'engine-repair',
        severity: 'medium',
        meta: ({ set }) => (set === undefined ? {} : { set }),
      },
      input: { schema: repairSchema, limit: LIMITS.requestBytes },
      handle: ({ params, body, credentials }) =>
        repairer.repair(params.engine, body.set, { credentials }),
    }),
  ];
}
