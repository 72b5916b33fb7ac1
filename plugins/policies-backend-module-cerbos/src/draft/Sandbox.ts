import { LoggerService } from '@backstage/backend-plugin-api';
import {
  EngineAnswer,
  EngineConnection,
  EngineFaultError,
  findEngineBinary,
  SandboxRunner,
} from '@internal/plugin-policies-node';
import { CerbosOptions } from '../CerbosOptions';
import { CallWatch } from './CallWatch';
import { NoSandboxError } from './NoSandboxError';
import { SandboxProcess } from './SandboxProcess';

/** What a sandbox writes is looked at by nobody. */
const OUTPUT_BYTES = 100_000;

/** By the clock, where processor time is what counts. */
const WALL_FACTOR = 4;

interface Place {
  connection: EngineConnection;
  process?: SandboxProcess;
  /** Calls under way, or whose fault is looked at. */
  calls: number;
  /** A draft held it up or broke it. */
  discarded?: true;
}

/**
 * Where drafts are checked and evaluated: the playground API of a Cerbos server, which keeps nothing
 * of what it is sent. That is, in this order, the server at `sandbox.url`; one the portal starts
 * itself; the live server, where its playground is on.
 */
export class Sandbox {
  private place?: Promise<Place>;
  private current?: Place;
  private runner?: SandboxRunner;
  /** The last of the calls that are repeated one by one. */
  private repeated: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(
    private readonly options: {
      engine: string;
      options: CerbosOptions;
      live: EngineConnection;
      logger: LoggerService;
    },
  ) {}

  /**
   * @param path - below `/api/playground/`
   * @returns the answer, also with status 400
   * @throws EngineFaultError when there is no sandbox, or it fails
   */
  async call<T>(path: string, body: object): Promise<EngineAnswer<T>> {
    const place = await this.open();
    place.calls++;
    try {
      return await this.send<T>(place, path, body);
    } catch (error) {
      if (this.closed) {
        throw error;
      }
      if (place.discarded) {
        return await this.callAlone<T>(path, body);
      }
      if (!(error as EngineFaultError).countsAsBroken) {
        throw error;
      }
      const isShared = place.calls > 1;
      place.discarded = true;
      this.forget(place);
      await place.process?.untilToldWhy();
      const fault = this.faultOf(place, error as EngineFaultError);
      const hasEnded = place.process?.ended;
      await this.leave(place);
      if (hasEnded && isShared) {
        return await this.callAlone<T>(path, body);
      }
      throw fault;
    } finally {
      place.calls--;
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    const place = await this.place?.catch(() => undefined);
    if (place) {
      await this.leave(place);
    }
    await this.runner?.dispose();
  }

  /**
   * Repeats a call that went down with others, any of which may have been at fault: each in a sandbox of
   * its own, one by one, so that only the draft that is at fault fails.
   */
  private callAlone<T>(path: string, body: object): Promise<EngineAnswer<T>> {
    const answer = this.repeated.then(async () => {
      const place = await this.find();
      try {
        return await this.send<T>(place, path, body);
      } catch (error) {
        if ((error as EngineFaultError).countsAsBroken) {
          await place.process?.untilToldWhy();
        }
        throw this.faultOf(place, error as EngineFaultError);
      } finally {
        await this.leave(place);
      }
    });
    this.repeated = answer.catch(() => {});
    return answer;
  }

  private async send<T>(
    { connection, process }: Place,
    path: string,
    body: object,
  ): Promise<EngineAnswer<T>> {
    const { timeoutMs, concurrency } = this.options.options.sandbox;
    const watch = process && CallWatch.of(process);
    const end = watch?.begin(timeoutMs, concurrency);
    try {
      return await connection.call<T>({
        method: 'POST',
        path: `/api/playground/${path}`,
        body: { playgroundId: 'policy-portal', ...body },
        repeatable: false,
        // A busy machine is not the draft's fault.
        timeoutMs: watch?.countsProcessorTime
          ? timeoutMs * WALL_FACTOR
          : timeoutMs,
        accept: [400],
      });
    } finally {
      end?.();
    }
  }

  /** What to tell of a draft that broke the sandbox. */
  private faultOf(
    { process }: Place,
    error: EngineFaultError,
  ): EngineFaultError {
    const { engine } = this.options;
    if (!error.countsAsBroken || !process?.ended) {
      return error;
    }
    const { stopMessage } = process;
    return stopMessage
      ? new EngineFaultError(
          engine,
          `gave this draft up: it ${stopMessage}; write it simpler, or raise 'sandbox.memoryMb'`,
        )
      : new EngineFaultError(
          engine,
          "gave this draft up: its policies need more memory or time than a draft may take; write them simpler, or raise 'sandbox.memoryMb' and 'sandbox.timeoutMs'",
          { countsAsBroken: true },
        );
  }

  private forget(place: Place): void {
    if (this.current === place) {
      this.current = undefined;
      this.place = undefined;
    }
  }

  private open(): Promise<Place> {
    const { engine } = this.options;
    if (this.closed) {
      return Promise.reject(
        new EngineFaultError(engine, 'is being shut down; ask again later'),
      );
    }
    this.place ??= this.find().then(
      place => {
        this.current = place;
        return place;
      },
      error => {
        this.place = undefined;
        throw error;
      },
    );
    return this.place.then(place => {
      if (!place.process?.ended) {
        return place;
      }
      this.forget(place);
      return this.open();
    });
  }

  private async find(): Promise<Place> {
    const { engine, options, live } = this.options;
    const { url, binary } = options.sandbox;
    if (url) {
      const connection = this.connect(url);
      try {
        await connection.call({
          method: 'GET',
          path: '/_cerbos/health',
          repeatable: true,
        });
      } catch (error) {
        await connection.close();
        throw new NoSandboxError(
          engine,
          `has no sandbox for drafts: ${(error as Error).message}`,
        );
      }
      return { connection, calls: 0 };
    }
    if (binary ?? findEngineBinary('cerbos')) {
      const process = await SandboxProcess.start(engine, this.ownRunner());
      return {
        connection: this.connect('http://localhost', process.socketPath),
        process,
        calls: 0,
      };
    }
    const { status } = await live.call({
      method: 'POST',
      path: '/api/playground/validate',
      body: {},
      repeatable: true,
      accept: [400, 404, 501],
    });
    if (status === 400) {
      return { connection: live, calls: 0 };
    }
    throw new NoSandboxError(
      engine,
      "has no sandbox for drafts: install 'cerbos' on this machine, give its path in 'sandbox.binary' or a server with 'playgroundEnabled' in 'sandbox.url'",
    );
  }

  private ownRunner(): SandboxRunner {
    const { engine, options, logger } = this.options;
    const { binary, concurrency, timeoutMs, memoryMb } = options.sandbox;
    this.runner ??= new SandboxRunner({
      engine,
      program: 'cerbos',
      binary,
      probe: ['--version'],
      concurrency,
      limits: { memoryMb, timeoutMs, outputBytes: OUTPUT_BYTES },
      logger,
    });
    return this.runner;
  }

  private connect(url: string, socketPath?: string): EngineConnection {
    const { engine, options, logger } = this.options;
    const { concurrency, timeoutMs } = options.sandbox;
    return new EngineConnection({
      engine: `${engine} (sandbox)`,
      remote: {
        ...options,
        url,
        token: undefined,
        basic: undefined,
        headers: {},
        timeoutMs,
        retries: 0,
        connections: concurrency,
        maxConcurrent: concurrency,
      },
      logger,
      socketPath,
    });
  }

  private async leave({ connection, process }: Place): Promise<void> {
    if (connection !== this.options.live) {
      await connection.close();
    }
    await process?.stop();
  }
}
