import {
  AuthService,
  LifecycleService,
  LoggerService,
  PermissionsService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { LeanEntryService } from '@internal/plugin-policies-node';
import { DecisionService } from '../DecisionService';
import { CallerCache } from './CallerCache';
import { createLeanHandler } from './createLeanHandler';

/**
 * Has decisions answered before the Express stack, from start-up to shutdown. Not where requests are
 * counted by the stack's rate limit, nor in development, where it prints each request and indents answers.
 */
export function openLeanEntry(options: {
  leanEntry: LeanEntryService;
  /** Without authorization. */
  decisions: DecisionService;
  auth: AuthService;
  permissions: PermissionsService;
  config: RootConfigService;
  lifecycle: LifecycleService;
  logger: LoggerService;
}): void {
  const { leanEntry, decisions, config, lifecycle, logger } = options;
  const wanted = config.getOptionalBoolean('policies.decisions.lean') ?? true;
  if (
    !leanEntry.available ||
    !wanted ||
    process.env.NODE_ENV === 'development' ||
    isLimited(config)
  ) {
    logger.info('decisions take the whole HTTP stack');
    return;
  }
  const seconds =
    config.getOptionalNumber('policies.decisions.callerCacheSeconds') ?? 5;
  const handler = createLeanHandler({
    decisions,
    callers: new CallerCache({ ...options, keepMs: seconds * 1_000 }),
  });
  let close = () => {};
  lifecycle.addStartupHook(() => {
    close = leanEntry.use(handler);
  });
  lifecycle.addShutdownHook(() => close());
}

function isLimited(config: RootConfigService): boolean {
  const limit = config.getOptional('backend.rateLimit');
  return limit !== undefined && limit !== false;
}
