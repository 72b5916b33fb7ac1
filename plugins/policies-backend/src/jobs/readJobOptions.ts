import { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { JobPlaces } from './JobRunner';

const PATH = 'policies.jobs';

/** How jobs are done, by the configuration. */
export interface JobOptions {
  places: JobPlaces;
  /** How long ended jobs are kept. */
  keepMs: number;
}

/**
 * Reads `policies.jobs`.
 *
 * @throws InputError that names the key and what it may be
 */
export function readJobOptions(config: RootConfigService): JobOptions {
  return {
    places: {
      interactive: readWhole(config, 'interactive', 2),
      bulk: readWhole(config, 'bulk', 1),
    },
    keepMs: readWhole(config, 'keepDays', 7) * 24 * 3_600_000,
  };
}

function readWhole(
  config: RootConfigService,
  key: string,
  fallback: number,
): number {
  const value = config.getOptionalNumber(`${PATH}.${key}`) ?? fallback;
  if (!Number.isInteger(value) || value < 1) {
    throw new InputError(
      `'${PATH}.${key}' is ${value}; give a whole number from 1`,
    );
  }
  return value;
}
