import {
  DatabaseService,
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { DecisionLog } from './DecisionLog';

/** A kind of decision log that can be configured as `policies.decisions.log`. */
export interface DecisionLogStore {
  /** Unique; what the configuration says. */
  readonly name: string;
  /**
   * Called once, where it is the one that is configured.
   *
   * @param options - `onLeftOut` is told of decisions that get no entry
   */
  open(options: {
    config: RootConfigService;
    database: DatabaseService;
    logger: LoggerService;
    onLeftOut(decisions: number): void;
  }): Promise<DecisionLog>;
}
