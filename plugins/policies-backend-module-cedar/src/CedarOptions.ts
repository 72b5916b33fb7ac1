import { availableParallelism } from 'os';
import { JsonObject } from '@backstage/types';
import { InputError } from '@backstage/errors';
import { z } from 'zod';

const optionsSchema = z.strictObject({
  liveWorkers: z
    .int()
    .min(1)
    .max(64)
    .default(() => Math.min(4, availableParallelism())),
  draftWorkers: z.int().min(1).max(16).default(2),
  decisionTimeoutMs: z.int().min(50).default(2_000),
  compileTimeoutMs: z.int().min(500).default(20_000),
  draftTimeoutMs: z.int().min(50).default(5_000),
  workerMemoryMb: z.int().min(64).default(512),
});

/** Options of a Cedar engine; see `config.d.ts` for what they mean. */
export type CedarOptions = z.infer<typeof optionsSchema>;

/**
 * Reads `policies.engines.<name>`.
 *
 * @throws InputError that names the option
 */
export function readCedarOptions(
  name: string,
  config: JsonObject,
): CedarOptions {
  const parsed = optionsSchema.safeParse(config);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0];
    throw new InputError(
      `'${['policies.engines', name, ...path].join('.')}': ${message}`,
    );
  }
  return parsed.data;
}
