import { z } from 'zod';
import { ENGINE_CAPABILITIES, EngineCapability } from './engineCapabilities';
import { revisionSchema } from '../names/revision';
import { analyzerStatusSchema } from './proofs';

export const engineStateSchema = z
  .enum(['up', 'degraded', 'down', 'unknown'])
  .describe(
    '`degraded` when it answers but a set drifted, or when some of its calls fail; `down` when it cannot serve',
  );

export const engineDriftSchema = z.object({
  set: z.string(),
  expected: revisionSchema.describe('The active revision'),
  actual: z
    .string()
    .optional()
    .describe(
      'What the engine serves instead, as far as it tells; absent when the revision is missing there',
    ),
  message: z.string().describe('Names the difference'),
});

export const engineStatusSchema = z.object({
  name: z.string(),
  driver: z.string(),
  capabilities: z.array(
    z.enum(
      Object.keys(ENGINE_CAPABILITIES) as [
        EngineCapability,
        ...EngineCapability[],
      ],
    ),
  ),
  state: engineStateSchema,
  since: z.iso.datetime().optional().describe('Since when it is in this state'),
  checkedAt: z.iso.datetime().optional().describe('When it was last checked'),
  latencyMs: z
    .number()
    .min(0)
    .optional()
    .describe(
      'Median time of the last answers in milliseconds: of calls for remote engines, else of health checks',
    ),
  message: z
    .string()
    .optional()
    .describe('Why it is down or degraded and how to recover'),
  version: z.string().optional(),
  url: z
    .string()
    .optional()
    .describe('Remote engines: where it is, without credentials'),
  circuit: z
    .enum(['closed', 'half-open', 'open'])
    .optional()
    .describe(
      'Remote engines: `open` while calls are refused at once because the last ones failed',
    ),
  sets: z.int().min(0).describe('Sets whose active revision it serves'),
  revisions: z
    .array(z.object({ set: z.string(), revision: revisionSchema }))
    .describe('Revision that is active, by set'),
  analyzer: analyzerStatusSchema
    .optional()
    .describe(
      'What decides about all requests at once; absent where the language has none',
    ),
  drift: z
    .array(engineDriftSchema)
    .describe('Sets whose active revision the engine does not hold'),
});

/** Body of `POST /engines/:engine/repair`. */
export const repairEngineSchema = z.strictObject({
  set: z
    .string()
    .min(1)
    .optional()
    .describe("Only this set; by default all of the engine's"),
});

/** How an engine does. */
export type EngineState = z.infer<typeof engineStateSchema>;
/** A set whose engine does not hold the active revision. */
export type EngineDrift = z.infer<typeof engineDriftSchema>;
/** An engine and how it does. */
export type EngineStatus = z.infer<typeof engineStatusSchema>;
