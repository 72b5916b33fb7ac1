import { ChildProcess, spawn } from 'child_process';
import { existsSync, readdirSync, readFileSync } from 'fs';
import { createServer } from 'net';
import { homedir } from 'os';
import { EngineBinary, findEngineBinary } from '../remote/findEngineBinary';

export { findEngineBinary };
export type { EngineBinary };

/**
 * `describe` for tests that need a server: where it is missing they are skipped, with the fix in
 * their name, and fail in CI.
 */
export function describeWithServer(
  name: EngineBinary,
  title: string,
  tests: () => void,
): void {
  if (findEngineBinary(name)) {
    describe(title, tests);
    return;
  }
  const help = `${title}: needs '${name}', which 'yarn engines install' gets`;
  if (process.env.CI === 'true') {
    describe(title, () => {
      it(`has its server`, () => {
        throw new Error(help);
      });
    });
  } else {
    // eslint-disable-next-line jest/no-disabled-tests, jest/valid-title
    describe.skip(help, tests);
  }
}

/** A loopback port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as { port: number };
  await new Promise(resolve => server.close(resolve));
  return port;
}

/** A server started by {@link startEngineServer}. */
export interface EngineServer {
  readonly pid: number;
  /** What it has written so far. */
  output(): string;
  /** Ends it, at once with `SIGKILL`, and waits. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Halts it as it is, so that it hangs; `resume` lets it go on. */
  pause(): void;
  resume(): void;
}

/**
 * Starts the server of an engine and waits until it is ready.
 *
 * @param options - `ready` is asked every 50 ms; a rejection means no
 * @throws with the server's output when it ends or is not ready within 20 s
 */
export async function startEngineServer(
  name: EngineBinary,
  args: string[],
  options: { ready(): Promise<boolean>; env?: Record<string, string> },
): Promise<EngineServer> {
  const binary = findEngineBinary(name);
  if (!binary) {
    throw new Error(`'${name}' is not installed; run 'yarn engines install'`);
  }
  const child = spawn(binary, args, {
    env: { PATH: process.env.PATH, HOME: homedir(), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (data: Buffer) => {
    output = (output + data).slice(-20_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = new Promise<void>(resolve => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const server: EngineServer = {
    pid: child.pid!,
    output: () => output,
    stop: async (signal = 'SIGTERM') => {
      child.kill('SIGCONT');
      child.kill(signal);
      const late = setTimeout(() => child.kill('SIGKILL'), 3_000);
      await ended;
      clearTimeout(late);
    },
    pause: () => {
      child.kill('SIGSTOP');
      waitUntilHalted(child.pid!);
    },
    resume: () => child.kill('SIGCONT'),
  };
  await untilReady(child, options.ready, () => output, name, server);
  return server;
}

/** The signal takes a moment to reach all threads, in which the server still answers. */
function waitUntilHalted(pid: number): void {
  const deadline = Date.now() + 2_000;
  const tasks = `/proc/${pid}/task`;
  // Other systems have no such folder.
  while (existsSync(tasks) && Date.now() < deadline) {
    const states = readdirSync(tasks).map(task => {
      try {
        const stat = readFileSync(`${tasks}/${task}/stat`, 'utf8');
        return stat.slice(stat.lastIndexOf(')') + 2)[0];
      } catch {
        // The thread ended meanwhile.
        return 'T';
      }
    });
    if (states.every(state => state === 'T')) {
      return;
    }
  }
}

async function untilReady(
  child: ChildProcess,
  ready: () => Promise<boolean>,
  output: () => string,
  name: string,
  server: EngineServer,
): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await ready().catch(() => false))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await server.stop('SIGKILL');
      throw new Error(`'${name}' is not ready:\n${output()}`);
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}
