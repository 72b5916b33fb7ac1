import { LoggerService } from '@backstage/backend-plugin-api';
import { EngineStatus } from '@internal/plugin-policies-common';
import { BrokenCircuitError, BulkheadRejectedError } from 'cockatiel';
import { Pool } from 'undici';
import { CallBounds } from './CallBounds';
import { Deadline } from './Deadline';
import { describeFault } from './describeFault';
import { EngineFaultError } from './EngineFaultError';
import { AnswerTooLargeError, Exchange, RawAnswer } from './Exchange';
import { guardedLookup } from './forbiddenAddresses';
import { LatencyWindow } from './LatencyWindow';
import { RemoteOptions } from './remoteOptions';

/*
 * Everything that keeps a remote engine from hurting the portal stands here once. `CallBounds` bounds
 * the number of calls and tries; here is what bounds one call:
 *
 *   time   one `Deadline` for waiting in the queue, connecting, trying again and reading together: an
 *          answer that trickles does not hold a call longer
 *   size   an answer above `maxResponseBytes` is dropped while it is read
 *
 * Redirects are not followed, and paths cannot leave the configured origin.
 */

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
  /** Parsed JSON; undefined for an empty body; of an accepted status, text if it is no JSON. */
  body: T;
  headers: Record<string, string | string[] | undefined>;
}

/** Calls to one remote engine, bounded in time, size and number. */
export class EngineConnection {
  private readonly pool: Pool;
  private readonly basePath: string;
  private readonly headers: Record<string, string>;
  private readonly bounds: CallBounds;
  private readonly latencies = new LatencyWindow();

  /**
   * @param options.engine - name of the engine, for messages
   * @param options.socketPath - of the unix socket where a server of the portal's own listens; the URL
   * then tells the path alone
   */
  constructor(
    private readonly options: {
      engine: string;
      remote: RemoteOptions;
      logger: LoggerService;
      socketPath?: string;
    },
  ) {
    const { remote, socketPath } = options;
    const { origin, pathname } = new URL(remote.url);
    this.basePath = pathname.replace(/\/$/, '');
    this.pool = new Pool(origin, {
      connections: remote.connections,
      pipelining: 1,
      keepAliveTimeout: 30_000,
      // The deadline of each call bounds these.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: {
        lookup: guardedLookup as never,
        ca: remote.tls?.ca,
        timeout: remote.timeoutMs,
        ...(socketPath !== undefined && { socketPath }),
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
    this.bounds = new CallBounds(options);
  }

  get url(): string {
    return this.options.remote.url;
  }

  /** How calls fare, for `PolicyEngine.remote`. */
  state(): Pick<EngineStatus, 'circuit' | 'latencyMs'> {
    return {
      circuit: this.bounds.circuit,
      latencyMs: this.latencies.median(),
    };
  }

  /**
   * @throws EngineFaultError (a ServiceUnavailableError) that names the engine, what went wrong and
   * the fix; never credentials, never what the engine sent
   */
  async call<T = unknown>(call: EngineCall): Promise<EngineAnswer<T>> {
    const { engine, remote } = this.options;
    if (!/^\/(?![/\\])[\x21-\x7e]*$/.test(call.path)) {
      throw new Error(
        `path '${call.path}' must begin with one slash and be encoded`,
      );
    }
    const { body } = call;
    const payload =
      body === undefined || typeof body === 'string' || Buffer.isBuffer(body)
        ? body
        : JSON.stringify(body);
    const deadline = new Deadline(engine, call.timeoutMs ?? remote.timeoutMs);
    try {
      return await Promise.race([
        deadline.passing,
        this.bounds.execute(call.repeatable, deadline, () =>
          this.send<T>(call, payload, deadline),
        ),
      ]);
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
          { overloaded: true },
        );
      }
      throw error;
    } finally {
      deadline.clear();
    }
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  private async send<T>(
    call: EngineCall,
    payload: string | Buffer | undefined,
    deadline: Deadline,
  ): Promise<EngineAnswer<T>> {
    const { engine, remote } = this.options;
    deadline.check();
    const exchange = new Exchange(remote.maxResponseBytes);
    const started = performance.now();
    deadline.bound(exchange);
    let raw: RawAnswer;
    try {
      this.pool.dispatch(
        {
          method: call.method,
          path: this.basePath + call.path,
          headers: this.headersOf(call),
          body: payload,
        },
        exchange,
      );
      raw = await exchange.answer;
    } catch (error) {
      const fault = this.faultOf(error as Error);
      deadline.noteFault(fault);
      throw fault;
    }
    this.latencies.add(performance.now() - started);
    const succeeded = isSuccess(raw.status);
    if (!succeeded && !call.accept?.includes(raw.status)) {
      const fault = EngineFaultError.ofStatus(engine, raw.status);
      deadline.noteFault(fault);
      throw fault;
    }
    return {
      status: raw.status,
      headers: raw.headers,
      body: this.parse(raw.text, !succeeded) as T,
    };
  }

  private headersOf(call: EngineCall): Record<string, string> {
    const headers = { ...this.headers, ...call.headers };
    if (call.body !== undefined) {
      headers['content-type'] = call.contentType ?? 'application/json';
    }
    return headers;
  }

  private faultOf(error: Error): EngineFaultError {
    const { engine, remote } = this.options;
    if (error instanceof EngineFaultError) {
      return error;
    }
    if (!(error instanceof AnswerTooLargeError)) {
      return describeFault(engine, error);
    }
    return isSuccess(error.status)
      ? new EngineFaultError(
          engine,
          `answered more than ${remote.maxResponseBytes} bytes; ask for less, or raise 'maxResponseBytes'`,
        )
      : EngineFaultError.ofStatus(engine, error.status);
  }

  private parse(text: string, orText: boolean): unknown {
    if (text === '') {
      return undefined;
    }
    try {
      return JSON.parse(text);
    } catch {
      if (orText) {
        return text;
      }
      throw new EngineFaultError(
        this.options.engine,
        "answered something that is no JSON, or only half of it; see whether 'url' is right",
        { countsAsBroken: true },
      );
    }
  }
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
