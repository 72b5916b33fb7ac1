import {
  readEngineOptions,
  WorkerOptions,
  workerOptionsSchema,
} from '@internal/plugin-policies-node';
import { JsonObject } from '@backstage/types';

/** Options of a Cedar engine; see `config.d.ts` for what they mean. */
export type CedarOptions = WorkerOptions;

/**
 * Reads `policies.engines.<name>`.
 *
 * @throws InputError that names the option
 */
export function readCedarOptions(
  name: string,
  config: JsonObject,
): CedarOptions {
  return readEngineOptions(name, config, workerOptionsSchema);
}
