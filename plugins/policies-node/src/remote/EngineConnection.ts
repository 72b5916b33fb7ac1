import { LoggerService } from '@backstage/backend-plugin-api';
import { EngineStatus } from '@internal/plugin-policies-common';
import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  IPolicy,
  retry,
  wrap,
} from 'cockatiel';
import { Pool } from 'undici';
import { describeFault } from './describeFault';
import { EngineFaultError } from './EngineFaultError';
import { guardedLookup } from './forbiddenAddresses';
import { LatencyWindow } from './LatencyWindow';
import { RemoteOptions } from './remoteOptions';

/*
 * Everything that keeps a remote engine from hurting the portal stands here once, from outside in:
 *
 *   bulkhead         at most `maxConcurrent` calls at the engine and `maxQueued` waiting
 *   retry            calls that may be repeated only, within the time of the whole call
 *   circuit breaker  five faults in a row, and calls are refused at once for a second, twice as long
 *                    each time the engine stays broken, at most 10 s; then one call tries
 *   time             one bound for connecting, waiting and reading together: an answer that trickles
 *                    does not hold a call longer
 *   size             an answer above `maxResponseBytes` is dropped while it is read
 *
 * Redirects are not followed, and paths cannot leave the configured origin.
 */

const CONSECUTIVE_FAULTS = 5;

/** A call to a remote engine. */
export interface EngineCall {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the configured URL, with the query: begins with one slash. */
  path: string;
  /** Sent as JSON, unless it is text or bytes, which need `contentType`. */
  body?: unknown;
  contentType?: string;
  /** True for calls that change nothing: they are tried again. */
  repeatable: boolean;
  /** Milliseconds for the whole call with its retries; by default as configured. */
  timeoutMs?: number;
  headers?: Record<string, string>;
  /** Statuses to return besides 2xx; any other is a fault. */
  accept?: number[];
}

/** Answer of a remote engine. */
export interface EngineAnswer<T = unknown> {
  status: number;
  /** Parsed JSON; undefined for an empty body. */
  body: T;
  headers: Record<string, string | string[] | undefined>;
}

/** Calls to one remote engine, bounded in time, size and number. */
export class EngineConnection {
  private readonly pool: Pool;
  private readonly basePath: string;
  private readonly headers: Record<string, string>;
  private readonly breaker;
  private readonly repeated: IPolicy;
  private readonly once: IPolicy;
  private readonly latencies = new LatencyWindow();

  /** @param options.engine - name of the engine, for messages */
  constructor(
    private readonly options: {
      engine: string;
      remote: RemoteOptions;
      logger: LoggerService;
    },
  ) {
    const { remote, logger } = options;
    const { origin, pathname } = new URL(remote.url);
    this.basePath = pathname.replace(/\/$/, '');
    this.pool = new Pool(origin, {
      connections: remote.connections,
      pipelining: 1,
      keepAliveTimeout: 30_000,
      connect: {
        lookup: guardedLookup as never,
        ca: remote.tls?.ca,
        timeout: remote.timeoutMs,
      },
    });
    this.headers = {
      accept: 'application/json',
      ...remote.headers,
      ...(remote.token && { authorization: `Bearer ${remote.token}` }),
      ...(remote.basic && {
        authorization: `Basic ${Buffer.from(
          `${remote.basic.username}:${remote.basic.password}`,
        ).toString('base64')}`,
      }),
    };
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
    this.breaker.onBreak(() =>
      logger.warn(
        `engine '${options.engine}' fails: calls are refused until it answers again`,
      ),
    );
    this.breaker.onReset(() =>
      logger.info(`engine '${options.engine}' answers again`),
    );
    const bounded = bulkhead(remote.maxConcurrent, remote.maxQueued);
    const again = retry(
      handleWhen(
        error => error instanceof EngineFaultError && error.maySucceedAgain,
      ),
      {
        maxAttempts: remote.retries,
        backoff: new ExponentialBackoff({ initialDelay: 25, maxDelay: 250 }),
      },
    );
    this.once = wrap(bounded, this.breaker);
    this.repeated = remote.retries
      ? wrap(bounded, again, this.breaker)
      : this.once;
  }

  get url(): string {
    return this.options.remote.url;
  }

  /** How calls fare, for `PolicyEngine.remote`. */
  state(): Pick<EngineStatus, 'circuit' | 'latencyMs'> {
    return {
      circuit:
        this.breaker.state === CircuitState.Closed
          ? 'closed'
          : (this.breaker.state === CircuitState.HalfOpen && 'half-open') ||
            'open',
      latencyMs: this.latencies.median(),
    };
  }

  /**
   * @throws EngineFaultError (a ServiceUnavailableError) that names the engine, what went wrong and
   * the mend; never credentials, never what the engine sent
   */
  async call<T = unknown>(call: EngineCall): Promise<EngineAnswer<T>> {
    const { engine, remote } = this.options;
    if (!/^\/(?![/\\])/.test(call.path)) {
      throw new Error(`path '${call.path}' must begin with one slash`);
    }
    const deadline = Date.now() + (call.timeoutMs ?? remote.timeoutMs);
    try {
      return await (call.repeatable ? this.repeated : this.once).execute(() =>
        this.send<T>(call, deadline),
      );
    } catch (error) {
      if (error instanceof BrokenCircuitError) {
        throw new EngineFaultError(
          engine,
          'failed its last calls, so it is not asked for the moment; see whether its server runs, it is tried again by itself',
        );
      }
      if (error instanceof BulkheadRejectedError) {
        throw new EngineFaultError(
          engine,
          `is too busy: ${remote.maxConcurrent} calls are under way and ${remote.maxQueued} wait; ask again later, or raise 'maxConcurrent'`,
        );
      }
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  private async send<T>(
    call: EngineCall,
    deadline: number,
  ): Promise<EngineAnswer<T>> {
    const { engine } = this.options;
    const remaining = deadline - Date.now();
    if (remaining <= 0) {
      throw new EngineFaultError(engine, 'did not answer in time');
    }
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), remaining);
    const started = performance.now();
    try {
      const raw = typeof call.body === 'string' || Buffer.isBuffer(call.body);
      const { statusCode, headers, body } = await this.pool.request({
        method: call.method,
        path: `${this.basePath}${call.path}`,
        headers: {
          ...this.headers,
          ...call.headers,
          ...(call.body !== undefined && {
            'content-type': call.contentType ?? 'application/json',
          }),
        },
        body:
          call.body === undefined || raw
            ? (call.body as string | Buffer | undefined)
            : JSON.stringify(call.body),
        signal: abort.signal,
        headersTimeout: 0,
        bodyTimeout: 0,
      });
      const text = await this.read(body);
      this.latencies.add(performance.now() - started);
      if (
        (statusCode < 200 || statusCode > 299) &&
        !call.accept?.includes(statusCode)
      ) {
        throw EngineFaultError.ofStatus(engine, statusCode);
      }
      return { status: statusCode, headers, body: this.parse<T>(text) };
    } catch (error) {
      throw error instanceof EngineFaultError
        ? error
        : describeFault(engine, error as Error, abort.signal.aborted);
    } finally {
      clearTimeout(timer);
    }
  }

  private async read(
    body: AsyncIterable<Buffer> & { destroy(): unknown },
  ): Promise<string> {
    const { engine, remote } = this.options;
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of body) {
      size += part.length;
      if (size > remote.maxResponseBytes) {
        body.destroy();
        throw new EngineFaultError(
          engine,
          `answered more than ${remote.maxResponseBytes} bytes; ask for less, or raise 'maxResponseBytes'`,
        );
      }
      parts.push(part);
    }
    return parts.length === 1
      ? parts[0].toString('utf8')
      : Buffer.concat(parts).toString('utf8');
  }

  private parse<T>(text: string): T {
    if (text === '') {
      return undefined as T;
    }
    try {
      return JSON.parse(text) as T;
    } catch {
      throw new EngineFaultError(
        this.options.engine,
        "answered something that is no JSON, or only half of it; see whether 'url' is right",
        { countsAsBroken: true },
      );
    }
  }
}
