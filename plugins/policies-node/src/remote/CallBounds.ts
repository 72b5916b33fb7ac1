import { LoggerService } from '@backstage/backend-plugin-api';
import { EngineStatus } from '@internal/plugin-policies-common';
import {
  bulkhead,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  retry,
} from 'cockatiel';
import { Deadline } from './Deadline';
import { EngineFaultError } from './EngineFaultError';
import { RemoteOptions } from './remoteOptions';

/*
 * From outside in:
 *
 *   bulkhead         at most `maxConcurrent` calls at the engine and `maxQueued` waiting
 *   retry            calls that may be repeated only, within the time of the whole call
 *   circuit breaker  five faults in a row, and calls are refused at once for a second, twice as long
 *                    each time the engine stays broken, at most 10 s; then one call tries
 */

const CONSECUTIVE_FAULTS = 5;

/** Bounds the number of calls to an engine, of their tries, and of calls to one that is broken. */
export class CallBounds {
  private readonly bulkhead;
  private readonly retry;
  private readonly breaker;
  private broken = false;

  constructor(options: {
    engine: string;
    remote: RemoteOptions;
    logger: LoggerService;
  }) {
    const { engine, remote, logger } = options;
    this.bulkhead = bulkhead(remote.maxConcurrent, remote.maxQueued);
    this.retry = retry(
      handleWhen(
        error => error instanceof EngineFaultError && error.maySucceedAgain,
      ),
      {
        maxAttempts: remote.retries,
        backoff: new ExponentialBackoff({ initialDelay: 25, maxDelay: 250 }),
      },
    );
    this.breaker = circuitBreaker(
      handleWhen(
        error => error instanceof EngineFaultError && error.countsAsBroken,
      ),
      {
        halfOpenAfter: new ExponentialBackoff({
          initialDelay: 1_000,
          maxDelay: 10_000,
        }),
        breaker: new ConsecutiveBreaker(CONSECUTIVE_FAULTS),
      },
    );
    this.breaker.onBreak(() => {
      // Breaks again whenever a call tries; once is enough to say.
      if (!this.broken) {
        logger.warn(
          `engine '${engine}' fails: calls are refused until it answers again`,
        );
      }
      this.broken = true;
    });
    this.breaker.onReset(() => {
      this.broken = false;
      logger.info(`engine '${engine}' answers again`);
    });
  }

  get circuit(): EngineStatus['circuit'] {
    const { state } = this.breaker;
    if (state === CircuitState.Closed) {
      return 'closed';
    }
    return state === CircuitState.HalfOpen ? 'half-open' : 'open';
  }

  /**
   * @param repeatable - whether `attempt` may run more than once
   * @throws BulkheadRejectedError, BrokenCircuitError, or what the last attempt threw
   */
  execute<T>(
    repeatable: boolean,
    deadline: Deadline,
    attempt: () => Promise<T>,
  ): Promise<T> {
    const guarded = () => {
      deadline.check();
      return this.breaker.execute(attempt);
    };
    return this.bulkhead.execute(() =>
      repeatable ? this.retry.execute(guarded) : guarded(),
    );
  }
}
