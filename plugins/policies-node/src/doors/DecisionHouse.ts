import { DecisionService } from '../decisions';
import { AdmittedCallers } from './AdmittedCallers';

/** What a door opens to. */
export interface DecisionHouse {
  /** Authorized, measured and traced. */
  decisions: DecisionService;
  callers: AdmittedCallers;
}
