import { JsonObject } from '@backstage/types';
import {
  readEngineOptions,
  remoteOptionsSchema,
} from '@internal/plugin-policies-node';
import { z } from 'zod';

const optionsSchema = remoteOptionsSchema.extend({
  admin: z.strictObject({
    username: z.string().min(1),
    password: z.string().min(1),
  }),
  resourcesPerCall: z.int().min(2).max(500).default(50),
  sandbox: z
    .strictObject({
      url: remoteOptionsSchema.shape.url.optional(),
      binary: z.string().min(1).optional(),
      concurrency: z.int().min(1).max(64).default(4),
      timeoutMs: z.int().min(500).max(60_000).default(5_000),
      memoryMb: z.int().min(256).max(16_384).default(512),
    })
    .prefault({}),
});

/** Options of a Cerbos engine; see `config.d.ts` for what they mean. */
export type CerbosOptions = z.infer<typeof optionsSchema>;

/**
 * Reads `policies.engines.<name>`.
 *
 * @throws InputError that names the option
 */
export function readCerbosOptions(
  name: string,
  config: JsonObject,
): CerbosOptions {
  return readEngineOptions(name, config, optionsSchema);
}
