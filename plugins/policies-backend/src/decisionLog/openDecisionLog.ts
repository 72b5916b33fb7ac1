import {
  DatabaseService,
  LoggerService,
  RootConfigService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { DecisionLog, DecisionLogStore } from '@internal/plugin-policies-node';
import { Lifetime } from '../lifetime/Lifetime';
import { databaseStore } from './databaseStore';

const KEY = 'policies.decisions.log';
const DAY_MS = 86_400_000;
/** Each replica writes its own part of the log. */
const FLUSH_MS = 1_000;

/**
 * The decision log as configured: written in batches, and without what is older than it keeps.
 *
 * @throws InputError when no log of the name that is configured was added
 */
export async function openDecisionLog(
  options: {
    config: RootConfigService;
    database: DatabaseService;
    decisionLogs: DecisionLogStore[];
    logger: LoggerService;
    scheduler: SchedulerService;
    onLeftOut(decisions: number): void;
  },
  lifetime: Lifetime,
): Promise<DecisionLog> {
  const { config, scheduler } = options;
  const stores = [databaseStore, ...options.decisionLogs];
  const name = config.getOptionalString(KEY) ?? databaseStore.name;
  const store = stores.find(known => known.name === name);
  if (!store) {
    throw new InputError(
      `'${KEY}' is '${name}', which no module of the backend brings; use one of: ${stores
        .map(known => known.name)
        .join(', ')}`,
    );
  }
  const log = await store.open(options);
  const days =
    config.getOptionalNumber('policies.decisions.logRetentionDays') ?? 30;
  await scheduler.scheduleTask({
    id: 'policies-decision-log-retention',
    frequency: { hours: 1 },
    timeout: { minutes: 10 },
    initialDelay: { minutes: 5 },
    fn: () => log.deleteBefore(new Date(Date.now() - days * DAY_MS)),
  });
  lifetime.onEnd(() => log.close?.());
  lifetime.onEnd(() => log.flush());
  lifetime.every(FLUSH_MS, 'decisions cannot be logged', () => log.flush());
  return log;
}
