import { ServiceUnavailableError } from '@backstage/errors';

/** A remote engine is down, slow or unsure: there is no decision. Becomes HTTP 503. */
export class EngineFaultError extends ServiceUnavailableError {
  name = 'ServiceUnavailableError' as const;
  /** The call may be repeated at once with hope. */
  readonly maySucceedAgain: boolean;
  /** The engine as a whole seems broken. */
  readonly countsAsBroken: boolean;
  /** Nothing is broken: more is asked than can be sent or answered. */
  readonly overloaded: boolean;
  /** HTTP status the engine answered with, if that is the fault. */
  readonly status?: number;

  /** @param problem - goes on after the engine's name, and ends with the fix */
  constructor(
    engine: string,
    problem: string,
    traits: {
      maySucceedAgain?: boolean;
      countsAsBroken?: boolean;
      overloaded?: boolean;
      status?: number;
    } = {},
  ) {
    super(`engine '${engine}' ${problem}`);
    this.maySucceedAgain = traits.maySucceedAgain ?? false;
    this.countsAsBroken = traits.countsAsBroken ?? false;
    this.overloaded = traits.overloaded ?? false;
    this.status = traits.status;
  }

  /** For an answer that is not the expected one. */
  static ofStatus(engine: string, status: number): EngineFaultError {
    if (status === 401 || status === 403) {
      return new EngineFaultError(
        engine,
        `refuses the portal's credentials (${status}); renew 'token' or 'basic' in 'policies.engines.${engine}'`,
        { status },
      );
    }
    if (status >= 300 && status < 400) {
      return new EngineFaultError(
        engine,
        `redirects (${status}), which the portal does not follow; give the final address in 'url'`,
        { status },
      );
    }
    if (status === 429) {
      return new EngineFaultError(
        engine,
        'is asked too often (429); ask again later',
        { status, overloaded: true },
      );
    }
    return status >= 500
      ? new EngineFaultError(
          engine,
          `fails (${status}); see the log of its server`,
          { status, countsAsBroken: true, maySucceedAgain: true },
        )
      : new EngineFaultError(
          engine,
          `does not know what the portal asks (${status}); see whether 'url' and its version are right`,
          { status },
        );
  }
}

/** For the decision that an error leaves a request with: says so when it came of load alone. */
export function overloadOf(error: unknown): { overloaded?: true } {
  return error instanceof EngineFaultError && error.overloaded
    ? { overloaded: true }
    : {};
}
