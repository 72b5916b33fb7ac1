import { realpath } from 'fs/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import { bulkhead, BulkheadRejectedError } from 'cockatiel';
import { EngineBinary, findEngineBinary } from '../remote/findEngineBinary';
import { ISOLATION_MODES, IsolationMode, SandboxIsolation } from './isolation';
import { busy, MemoryBudget } from './MemoryBudget';
import { SandboxFolder } from './SandboxFolder';
import { SandboxLimits, SandboxProcess, SandboxStop } from './SandboxProcess';

const MOST_WAITING = 200;
/** For the question which isolation works; the machine may be starting. */
const PROBE_LIMITS = { memoryMb: 512, timeoutMs: 10_000, outputBytes: 100_000 };

/** How a run ended. */
export interface SandboxRun {
  stdout: string;
  stderr: string;
  code: number | null;
  /** The limit that ended it. */
  stopped?: SandboxStop;
  /** The limit in words that go on after "it": "needs more than 512 MB of memory". */
  stopMessage?: string;
  /** Most memory that was seen, in megabytes. */
  peakMb: number;
  /** Milliseconds of processor time, as it was looked at last; absent where it is not told. */
  cpuMs?: number;
}

/** Options of a {@link SandboxRunner}. */
export interface SandboxRunnerOptions {
  /** Name of the engine, for messages. */
  engine: string;
  program: EngineBinary;
  /** Path of the program; by default where {@link findEngineBinary} finds it. */
  binary?: string;
  /** Arguments with which the program ends at once with code 0, such as `['version']`. */
  probe: string[];
  /** Runs at once. */
  concurrency: number;
  limits: SandboxLimits & { timeoutMs: number };
  logger: LoggerService;
  /** Further files and folders that the program reads, by their true paths. */
  readOnly?: string[];
  /** How far it stands back behind what else the machine does, up to 19. */
  niceness?: number;
  /** Memory that its runs have together, where they are not to share that of drafts. */
  budget?: MemoryBudget;
  /** Option of the configuration in which the path of the program is given. */
  option?: string;
  /** Modes to choose from, for tests. */
  modes?: IsolationMode[];
}

/**
 * Runs programs that read hostile files: what a draft brings must not reach the network, files of the
 * machine, the portal's environment or more than its share of memory and time.
 *
 * - `folder(files)` gives a private working folder, `run` one run of the program in it, `start` a server
 *   that stays. Programs see the folder under the path it has outside, and nothing else where the system
 *   has user namespaces (Linux; a container may forbid them). `isolation()` tells; a log line says what
 *   is missing.
 * - There is no loopback in a sandbox either: a server listens on a unix socket in its folder.
 * - A limit never rejects: `stopped` and `stopMessage` tell it, for a diagnostic. Memory is bounded by
 *   the kernel (RLIMIT_DATA) and by a look at what is resident every 20 ms; all runs of the process
 *   share one {@link MemoryBudget}, and what finds no place waits.
 * - Lane `live` is for registering sets, so that drafts of strangers do not hold it up.
 *
 * @example
 * ```ts
 * const folder = await runner.folder(files);
 * try {
 *   const { stdout, stopMessage } = await runner.run(['check', '.'], { folder });
 *   if (stopMessage) return problem(`checking the policies ${stopMessage}`);
 * } finally {
 *   await folder.remove();
 * }
 * ```
 */
export class SandboxRunner {
  private readonly turns;
  private readonly liveTurns = bulkhead(1, MOST_WAITING);
  private readonly folders = new Set<SandboxFolder>();
  private readonly processes = new Set<SandboxProcess>();
  private mode?: Promise<IsolationMode>;
  private disposed = false;

  constructor(private readonly options: SandboxRunnerOptions) {
    this.turns = bulkhead(options.concurrency, MOST_WAITING);
  }

  /** @throws ServiceUnavailableError with what to do when the program is not installed */
  get binary(): string {
    const { engine, program, binary, option = 'sandbox.binary' } = this.options;
    const found = binary ?? findEngineBinary(program);
    if (!found) {
      throw new ServiceUnavailableError(
        `engine '${engine}' has no sandbox: the program '${program}' is not installed beside the portal; run 'yarn engines install', or give its path in 'policies.engines.${engine}.${option}'`,
      );
    }
    return found;
  }

  /**
   * What keeps the program from this machine.
   *
   * @throws ServiceUnavailableError when the program cannot be started
   */
  async isolation(): Promise<SandboxIsolation> {
    const { network, files } = await this.findMode();
    return { network, files };
  }

  /** A private folder with these files; whoever asks for it removes it. */
  async folder(
    files: Array<{ path: string; content: string }> = [],
  ): Promise<SandboxFolder> {
    const folder = await SandboxFolder.create(files);
    this.folders.add(folder);
    const remove = folder.remove.bind(folder);
    folder.remove = async () => {
      this.folders.delete(folder);
      await remove();
    };
    return folder;
  }

  /**
   * Runs the program to its end.
   *
   * @param options - `input` for its standard input; `limits` override those of the runner
   * @throws ServiceUnavailableError when it cannot be started, or too many wait
   */
  async run(
    args: string[],
    options: {
      folder: SandboxFolder;
      input?: string;
      env?: Record<string, string>;
      limits?: Partial<SandboxLimits>;
      lane?: 'live' | 'draft';
      /** Ends it. */
      signal?: AbortSignal;
    },
  ): Promise<SandboxRun> {
    const { lane = 'draft', signal, ...rest } = options;
    const limits = { ...this.options.limits, ...options.limits };
    const mode = await this.findMode();
    const run = async () => {
      signal?.throwIfAborted();
      const process = await this.spawn(mode, limits, { args, ...rest });
      const stop = () => {
        process.stop();
      };
      signal?.addEventListener('abort', stop);
      try {
        await this.untilEnded(process);
      } finally {
        signal?.removeEventListener('abort', stop);
      }
      signal?.throwIfAborted();
      return resultOf(process);
    };
    const withMemory = () =>
      lane === 'live'
        ? run()
        : (this.options.budget ?? MemoryBudget.shared).use(
            limits.memoryMb,
            run,
          );
    try {
      return await (lane === 'live' ? this.liveTurns : this.turns).execute(
        withMemory,
      );
    } catch (error) {
      throw error instanceof BulkheadRejectedError ? busy() : error;
    }
  }

  /**
   * Starts the program as a server that stays until `stop`, a limit or its own end. It has the memory of
   * `limits` to itself, beside the budget of the runs; it should listen on a unix socket in its folder.
   */
  async start(
    args: string[],
    options: {
      folder: SandboxFolder;
      env?: Record<string, string>;
      memoryMb?: number;
    },
  ): Promise<SandboxProcess> {
    const { memoryMb = this.options.limits.memoryMb } = options;
    return this.spawn(
      await this.findMode(),
      { memoryMb, outputBytes: 100_000 },
      { args, ...options },
    );
  }

  /** Ends what runs and removes what was left. */
  async dispose(): Promise<void> {
    this.disposed = true;
    await Promise.all([...this.processes].map(process => process.stop()));
    await Promise.all([...this.folders].map(folder => folder.remove()));
  }

  private async spawn(
    mode: IsolationMode,
    limits: SandboxLimits,
    options: {
      args: string[];
      folder: SandboxFolder;
      env?: Record<string, string>;
      input?: string;
    },
  ): Promise<SandboxProcess> {
    if (this.disposed) {
      throw new ServiceUnavailableError(
        `engine '${this.options.engine}' is being shut down; try again later`,
      );
    }
    const { readOnly, niceness } = this.options;
    const process = new SandboxProcess(limits, {
      ...options,
      readOnly,
      niceness,
      mode,
      // Links of the host are not there inside.
      binary: await realpath(this.binary).catch(() => this.binary),
    });
    this.processes.add(process);
    process.ended
      .catch(() => {})
      .then(() => {
        this.processes.delete(process);
      });
    return process;
  }

  private async untilEnded(process: SandboxProcess): Promise<void> {
    try {
      await process.ended;
    } catch (error) {
      throw this.cannotStart((error as NodeJS.ErrnoException).code);
    }
  }

  private cannotStart(why: string | undefined): ServiceUnavailableError {
    const { engine, option = 'sandbox.binary' } = this.options;
    return new ServiceUnavailableError(
      `engine '${engine}' has no sandbox: '${this.binary}' cannot be started (${why}); set 'policies.engines.${engine}.${option}' to a program that can`,
    );
  }

  private findMode(): Promise<IsolationMode> {
    this.mode ??= this.probeModes().catch(error => {
      this.mode = undefined;
      throw error;
    });
    return this.mode;
  }

  private async probeModes(): Promise<IsolationMode> {
    const { engine, logger, probe, modes = ISOLATION_MODES } = this.options;
    const folder = await this.folder();
    let reason = '';
    try {
      for (const mode of modes) {
        const process = await this.spawn(mode, PROBE_LIMITS, {
          args: probe,
          folder,
        });
        const failure = await process.ended.then(
          () => undefined,
          (error: Error) => error.message,
        );
        if (failure === undefined && process.code === 0) {
          this.logMode(mode, reason);
          return mode;
        }
        reason ||= (failure ?? process.stopMessage ?? process.stderr).trim();
      }
    } finally {
      await folder.remove();
    }
    logger.warn(
      `engine '${engine}': its sandbox does not start: ${reason.slice(0, 300)}`,
    );
    throw this.cannotStart(reason.split('\n')[0].slice(0, 200));
  }

  private logMode({ network, files }: IsolationMode, reason: string): void {
    const { engine, logger } = this.options;
    const missing = [
      ...(network ? [] : ['the network']),
      ...(files ? [] : ['files of this machine']),
    ];
    if (missing.length) {
      logger.warn(
        `engine '${engine}': this system does not let the portal keep drafts from ${missing.join(
          ' and ',
        )} by namespaces; only the limits of the engine itself do. Allow user namespaces to the portal where you can (${reason
          .split('\n')[0]
          .slice(0, 200)})`,
      );
    }
  }
}

function resultOf(process: SandboxProcess): SandboxRun {
  const { stdout, stderr, code, stopped, stopMessage, peakMb, cpuMs } = process;
  return { stdout, stderr, code, stopped, stopMessage, peakMb, cpuMs };
}
