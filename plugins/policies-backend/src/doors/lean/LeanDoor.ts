import {
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import {
  DecisionHouse,
  Door,
  LeanEntryService,
  InFlight,
} from '@internal/plugin-policies-node';
import { createLeanHandler } from './createLeanHandler';

/**
 * Has decisions answered before the Express stack. Not where requests are counted by the stack's rate limit,
 * nor in development, where it prints each request and indents answers: all take the HTTP door then.
 */
export class LeanDoor implements Door {
  readonly name = 'lean';
  private close: () => void = () => {};
  private readonly inFlight = new InFlight();

  constructor(
    private readonly options: {
      leanEntry: LeanEntryService;
      config: RootConfigService;
      logger: LoggerService;
    },
  ) {}

  open(house: DecisionHouse): void {
    const { leanEntry, config, logger } = this.options;
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
    this.close = leanEntry.use(
      createLeanHandler(house, { via: this.name, inFlight: this.inFlight }),
    );
  }

  async drain(): Promise<void> {
    this.close();
    await this.inFlight.emptied();
  }
}

function isLimited(config: RootConfigService): boolean {
  const limit = config.getOptional('backend.rateLimit');
  return limit !== undefined && limit !== false;
}
