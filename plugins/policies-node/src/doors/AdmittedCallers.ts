import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { DecisionCaller } from '../decisions';

/**
 * Who asks for decisions and what they may, remembered for a few seconds: checking a token and a permission takes longer
 * than many a decision. One memory for all doors, so that what is revoked is revoked at each.
 */
export interface AdmittedCallers {
  /** @returns the caller of a token that is known, without waiting */
  find(token: string, via: string): DecisionCaller | undefined;
  /**
   * Checks a token. What whoever has it may do is asked when it matters, and remembered as long.
   *
   * @returns undefined for what is neither a person nor a service
   * @throws AuthenticationError
   */
  admit(token: string, via: string): Promise<DecisionCaller | undefined>;
  /** The caller that a door has checked itself; its rights are asked for, and not remembered. */
  of(credentials: BackstageCredentials, via: string): DecisionCaller;
  /**
   * Forgets a caller, on every replica.
   *
   * @param ref - as of {@link DecisionCaller}; by default all
   */
  revoke(ref?: string): Promise<void>;
}
