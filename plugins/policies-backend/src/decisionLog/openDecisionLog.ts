import {
  DatabaseService,
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  DecisionArchive,
  DecisionLogStore,
} from '@internal/plugin-policies-node';
import { Lifetime } from '../lifetime/Lifetime';
import { Instruments } from '../telemetry/Instruments';
import { databaseStore } from './databaseStore';
import { readSpoolOptions } from './readSpoolOptions';
import { SpooledDecisionLog } from './SpooledDecisionLog';

const KEY = 'policies.decisions.log';

/**
 * The decision log as configured, spooled on this machine before it is stored.
 *
 * @throws InputError when no log of the name that is configured was added
 */
export async function openDecisionLog(
  options: {
    config: RootConfigService;
    database: DatabaseService;
    decisionLogs: DecisionLogStore[];
    logger: LoggerService;
  },
  instruments: Instruments,
  lifetime: Lifetime,
): Promise<{ log: SpooledDecisionLog; archive: DecisionArchive }> {
  const { config, logger } = options;
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
  const archive = await store.open(options);
  lifetime.onEnd(() => archive.close?.());
  const spool = readSpoolOptions(config);
  if (spool.folder === undefined) {
    logger.info(
      'decisions that are not stored yet are kept in memory, and end with the process; set policies.decisions.spool.folder to keep them',
    );
  }
  const log = await SpooledDecisionLog.open({
    ...spool,
    archive,
    logger,
    entriesPerSecond: config.getOptionalNumber(
      'policies.decisions.logEntriesPerSecond',
    ),
    onLeftOut: decisions => instruments.leftOut.add(decisions),
    onTorn: places => instruments.torn.add(places),
  });
  lifetime.onEnd(() => log.close());
  instruments.observe(
    'decision_log.waiting',
    'Decisions of this replica that are not stored yet',
    () => [[log.waiting.records, {}]],
  );
  instruments.observe(
    'decision_log.spool.bytes',
    'Bytes of decisions that are not stored yet, with those that were taken over',
    () => [[log.waiting.bytes, {}]],
  );
  return { log, archive };
}
