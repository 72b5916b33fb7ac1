import {
  DatabaseService,
  LoggerService,
  RootConfigService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { DecisionLog } from '@internal/plugin-policies-node';
import { Lifetime } from '../lifetime/Lifetime';
import { DatabaseDecisionLog } from './DatabaseDecisionLog';

const DAY_MS = 86_400_000;
/** Each replica writes its own part of the log. */
const FLUSH_MS = 1_000;

/** The decision log as configured: written in batches, and without what is older than it keeps. */
export async function openDecisionLog(
  options: {
    config: RootConfigService;
    database: DatabaseService;
    logger: LoggerService;
    scheduler: SchedulerService;
  },
  lifetime: Lifetime,
): Promise<DecisionLog> {
  const { config, scheduler } = options;
  const log = await DatabaseDecisionLog.create({
    ...options,
    entriesPerSecond:
      config.getOptionalNumber('policies.decisions.logEntriesPerSecond') ?? 200,
  });
  const days =
    config.getOptionalNumber('policies.decisions.logRetentionDays') ?? 30;
  await scheduler.scheduleTask({
    id: 'policies-decision-log-retention',
    frequency: { hours: 1 },
    timeout: { minutes: 10 },
    initialDelay: { minutes: 5 },
    fn: () => log.deleteBefore(new Date(Date.now() - days * DAY_MS)),
  });
  lifetime.onEnd(() => log.flush());
  lifetime.every(FLUSH_MS, 'decisions cannot be logged', () => log.flush());
  return log;
}
