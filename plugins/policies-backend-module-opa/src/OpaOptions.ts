import { JsonObject } from '@backstage/types';
import {
  readEngineOptions,
  remoteOptionsSchema,
} from '@internal/plugin-policies-node';
import { z } from 'zod';

const optionsSchema = remoteOptionsSchema.extend({
  publishTimeoutMs: z.int().min(500).max(120_000).default(15_000),
  sandbox: z
    .strictObject({
      binary: z.string().min(1).optional(),
      concurrency: z.int().min(1).max(16).default(2),
      timeoutMs: z.int().min(100).max(60_000).default(5_000),
      memoryMb: z.int().min(160).max(8_192).default(512),
    })
    .prefault({}),
});

/** Options of an OPA engine; see `config.d.ts` for what they mean. */
export type OpaOptions = z.infer<typeof optionsSchema>;

/**
 * Reads `policies.engines.<name>`.
 *
 * @throws InputError that names the option
 */
export function readOpaOptions(name: string, config: JsonObject): OpaOptions {
  return readEngineOptions(name, config, optionsSchema);
}
