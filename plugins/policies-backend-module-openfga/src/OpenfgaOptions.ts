import { JsonObject } from '@backstage/types';
import {
  readEngineOptions,
  remoteOptionsSchema,
} from '@internal/plugin-policies-node';
import { z } from 'zod';

const optionsSchema = remoteOptionsSchema.extend({
  checksPerCall: z.int().min(1).max(1_000).default(50),
  searchResults: z.int().min(1).max(100_000).default(1_000),
  storePrefix: z
    .string()
    .regex(/^[a-zA-Z0-9.-]{1,12}$/, '1 to 12 letters, digits, dots or dashes')
    .default('portal'),
});

/** Options of an OpenFGA engine; see `config.d.ts` for what they mean. */
export type OpenfgaOptions = z.infer<typeof optionsSchema>;

/**
 * Reads `policies.engines.<name>`.
 *
 * @throws InputError that names the option
 */
export function readOpenfgaOptions(
  name: string,
  config: JsonObject,
): OpenfgaOptions {
  return readEngineOptions(name, config, optionsSchema);
}
