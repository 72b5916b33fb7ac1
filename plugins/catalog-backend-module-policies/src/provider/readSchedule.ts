import {
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

const CONFIG_KEY = 'catalog.providers.policies.schedule';

/**
 * Reads how often the entities are compared with the policies backend.
 *
 * Runs on every instance by default: each compares with what it sent itself, and an event reaches
 * only one of them.
 */
export function readSchedule(
  config: Config,
): SchedulerServiceTaskScheduleDefinition {
  const schedule = config.getOptionalConfig(CONFIG_KEY);
  if (!schedule) {
    return {
      scope: 'local',
      frequency: { minutes: 5 },
      timeout: { minutes: 5 },
      initialDelay: { seconds: 1 },
    };
  }
  try {
    return {
      scope: 'local',
      initialDelay: { seconds: 1 },
      ...withoutUndefined(
        readSchedulerServiceTaskScheduleDefinitionFromConfig(schedule),
      ),
    };
  } catch (error) {
    throw new InputError(`Invalid schedule at '${CONFIG_KEY}'`, error);
  }
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(
    Object.entries(value).filter(([, item]) => item !== undefined),
  ) as T;
}
