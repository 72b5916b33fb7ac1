import {
  DatabaseService,
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { DecisionArchive } from './DecisionArchive';

/** A kind of decision log that can be configured as `policies.decisions.log`. */
export interface DecisionLogStore {
  /** Unique; what the configuration says. */
  readonly name: string;
  /** Called once, where it is the one that is configured. */
  open(options: {
    config: RootConfigService;
    database: DatabaseService;
    logger: LoggerService;
  }): Promise<DecisionArchive>;
}
