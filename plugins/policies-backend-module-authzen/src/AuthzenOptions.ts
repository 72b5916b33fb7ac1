import { JsonObject } from '@backstage/types';
import {
  readEngineOptions,
  remoteOptionsSchema,
} from '@internal/plugin-policies-node';
import { z } from 'zod';

const optionsSchema = remoteOptionsSchema.extend({
  batchSize: z.int().min(1).max(1_000).default(50),
  concurrency: z.int().min(1).max(64).default(8),
  discoverySeconds: z.int().min(1).max(86_400).default(300),
});

/** Options of an AuthZEN engine; see `config.d.ts` for what they mean. */
export type AuthzenOptions = z.infer<typeof optionsSchema>;

/**
 * Reads `policies.engines.<name>`.
 *
 * @throws InputError that names the option
 */
export function readAuthzenOptions(
  name: string,
  config: JsonObject,
): AuthzenOptions {
  return readEngineOptions(name, config, optionsSchema);
}
