import {
  readEngineOptions,
  workerOptionsSchema,
} from '@internal/plugin-policies-node';
import { JsonObject } from '@backstage/types';
import { z } from 'zod';
import { analyzerOptionsSchema } from './analysis/AnalyzerOptions';

const cedarOptionsSchema = workerOptionsSchema.extend({
  analyzer: z
    .union([z.literal(false), analyzerOptionsSchema])
    .default(() => analyzerOptionsSchema.parse({})),
});

/** Options of a Cedar engine; see `config.d.ts` for what they mean. */
export type CedarOptions = z.infer<typeof cedarOptionsSchema>;

/**
 * Reads `policies.engines.<name>`.
 *
 * @throws InputError that names the option
 */
export function readCedarOptions(
  name: string,
  config: JsonObject,
): CedarOptions {
  return readEngineOptions(name, config, cedarOptionsSchema);
}
