import { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { GateOptions } from './EngineGate';

const PATH = 'policies.decisions.queue';

/**
 * Reads `policies.decisions.queue`.
 *
 * @throws InputError that names the option
 */
export function readGateOptions(config: RootConfigService): GateOptions {
  const read = (
    option: keyof GateOptions,
    fallback: number,
    isValid: (value: number) => boolean,
    wanted: string,
  ) => {
    const value = config.getOptionalNumber(`${PATH}.${option}`) ?? fallback;
    if (!isValid(value)) {
      throw new InputError(`'${PATH}.${option}' must be ${wanted}`);
    }
    return value;
  };
  const isCount = (value: number) => Number.isInteger(value) && value >= 1;
  return {
    maxRequests: read(
      'maxRequests',
      2_000,
      isCount,
      'a whole number of at least 1',
    ),
    callerShare: read(
      'callerShare',
      0.5,
      value => value > 0 && value <= 1,
      'above 0 and at most 1',
    ),
    maxWaitMs: read('maxWaitMs', 500, isCount, 'a whole number of at least 1'),
  };
}
