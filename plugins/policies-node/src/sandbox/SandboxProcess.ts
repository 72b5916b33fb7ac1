import { ChildProcess, spawn } from 'child_process';
import { platform } from 'os';
import { IsolationMode, isolate } from './isolation';
import { readUsage } from './readUsage';
import { SandboxFolder } from './SandboxFolder';

/** Limits of a sandboxed process. */
export interface SandboxLimits {
  /** Memory in megabytes, at least 160: below that, programs in Go do not start. */
  memoryMb: number;
  /**
   * Processor time in milliseconds; undefined for a server. It may take ten times as long by the clock,
   * as a busy machine is not the draft's fault.
   */
  timeoutMs?: number;
  /** Bytes written to standard output and error together; what a server writes beyond is dropped. */
  outputBytes: number;
}

/** Why a process was ended before its time. */
export type SandboxStop = 'memory' | 'time' | 'output' | 'asked';

const LOOK_EVERY_MS = platform() === 'linux' ? 20 : 250;
/**
 * How Go ends when the kernel gives it no more memory. A part of its runtime writes to what it did not get,
 * hence the segmentation fault.
 */
const NO_MEMORY =
  /^(fatal error: (?!all goroutines)|runtime: out of memory|runtime: goroutine stack exceeds|SIGSEGV: )/m;

const running = new Set<ChildProcess>();
let watchesExit = false;

/** A program that runs in its sandbox, watched until it ends. */
export class SandboxProcess {
  /** Settles when the process and its pipes have ended; rejects when it cannot be started. */
  readonly ended: Promise<void>;
  private readonly child: ChildProcess;
  private readonly parts = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  private bytes = 0;
  private reason?: SandboxStop;
  private over = false;
  private exitCode: number | null = null;
  private peak = 0;
  private cpu?: number;

  /** Use {@link SandboxRunner}; `folder` is the working folder. */
  constructor(
    private readonly limits: SandboxLimits,
    options: {
      mode: IsolationMode;
      binary: string;
      args: string[];
      folder: SandboxFolder;
      env?: Record<string, string>;
      input?: string;
      readOnly?: string[];
      niceness?: number;
    },
  ) {
    const { readOnly, niceness } = options;
    const { mode, binary, args, folder, env, input } = options;
    const { timeoutMs, memoryMb } = limits;
    const { command, args: all } = isolate(mode, {
      binary,
      args,
      work: folder.path,
      root: folder.root,
      memoryMb,
      readOnly,
      niceness,
      // The watch comes first; this is for a portal that is gone.
      cpuSeconds: timeoutMs === undefined ? undefined : timeoutMs / 1_000 + 1,
    });
    this.child = spawn(command, all, {
      cwd: folder.path,
      // Nothing of the portal's environment: what a draft reads must not be there.
      env: {
        PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
        HOME: folder.path,
        TMPDIR: '/tmp',
        // A wish, so that it collects garbage before it meets the limit.
        GOMEMLIMIT: `${Math.floor(memoryMb * 0.8)}MiB`,
        ...env,
      },
      stdio: ['pipe', 'pipe', 'pipe'],
      // A group of its own, so that all of it can be ended.
      detached: platform() !== 'win32',
    });
    this.ended = this.watch();
    // A server may end while nobody waits for it.
    this.ended.catch(() => {});
    this.child.stdin!.on('error', () => {});
    this.child.stdin!.end(input ?? '');
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get hasEnded(): boolean {
    return this.over;
  }

  /** Exit code; `null` before the end and when a signal ended it. */
  get code(): number | null {
    return this.exitCode;
  }

  /** Processor time so far in milliseconds, as it was looked at last; undefined where it is not told. */
  get cpuMs(): number | undefined {
    return this.cpu;
  }

  /** Most memory that was seen, in megabytes. */
  get peakMb(): number {
    return Math.round(this.peak);
  }

  get stdout(): string {
    return Buffer.concat(this.parts.stdout).toString('utf8');
  }

  get stderr(): string {
    return Buffer.concat(this.parts.stderr).toString('utf8');
  }

  /** The limit that ended it. */
  get stopped(): SandboxStop | undefined {
    if (this.reason) {
      return this.reason;
    }
    return this.exitCode === 2 && NO_MEMORY.test(this.stderr)
      ? 'memory'
      : undefined;
  }

  /** The limit that ended it, in words that go on after "it", such as "needs more than 512 MB of memory". */
  get stopMessage(): string | undefined {
    const { memoryMb, timeoutMs = 0, outputBytes } = this.limits;
    switch (this.stopped) {
      case 'memory':
        return `needs more than ${memoryMb} MB of memory`;
      case 'time':
        return `takes too long: more than ${timeoutMs / 1_000} s`;
      case 'output':
        return `answers more than ${Math.round(outputBytes / 1_000_000)} MB`;
      default:
        return undefined;
    }
  }

  /** Ends it at once and waits. */
  async stop(): Promise<void> {
    this.kill('asked');
    await this.ended.catch(() => {});
  }

  private kill(reason: SandboxStop): void {
    if (this.over) {
      return;
    }
    this.reason ??= reason;
    killGroup(this.child);
  }

  private watch(): Promise<void> {
    const { child, limits } = this;
    const { timeoutMs } = limits;
    running.add(child);
    if (!watchesExit) {
      watchesExit = true;
      process.once('exit', () => running.forEach(killGroup));
    }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]!.on('data', (data: Buffer) => this.collect(name, data));
    }
    const wall =
      timeoutMs === undefined
        ? undefined
        : setTimeout(
            () => this.kill('time'),
            // Where processor time is not told, the clock is all there is.
            timeoutMs * (platform() === 'linux' ? 10 : 1),
          );
    let looking = false;
    const look = async () => {
      if (looking || child.pid === undefined) {
        return;
      }
      looking = true;
      const usage = await readUsage(child.pid);
      looking = false;
      this.peak = Math.max(this.peak, usage?.memoryMb ?? 0);
      this.cpu = usage?.cpuMs ?? this.cpu;
      if (usage && usage.memoryMb > limits.memoryMb) {
        this.kill('memory');
      } else if ((usage?.cpuMs ?? 0) > (timeoutMs ?? Infinity)) {
        this.kill('time');
      }
    };
    const timer = setInterval(look, LOOK_EVERY_MS);
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        clearInterval(timer);
        clearTimeout(wall);
        running.delete(child);
        this.over = true;
        settle();
      };
      child.once('error', error => end(() => reject(error)));
      child.once('exit', (code, signal) => {
        this.exitCode = code;
        if (signal === 'SIGXCPU') {
          this.reason ??= 'time';
        }
        // Nothing of the group outlives it.
        killGroup(child);
      });
      child.once('close', () => end(resolve));
    });
  }

  private collect(name: 'stdout' | 'stderr', data: Buffer): void {
    this.bytes += data.length;
    if (this.bytes <= this.limits.outputBytes) {
      this.parts[name].push(data);
    } else if (this.limits.timeoutMs !== undefined) {
      this.kill('output');
    }
  }
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) {
    return;
  }
  try {
    process.kill(platform() === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
