import {
  SandboxFolder,
  SandboxProcess as RunningProcess,
  SandboxRunner,
} from '@internal/plugin-policies-node';
import { request } from 'http';
import { join } from 'path';
import { NoSandboxError } from './NoSandboxError';

const START_MS = 30_000;
const LOOK_EVERY_MS = 50;
const TELLS_WHY_MS = 500;

/**
 * A Cerbos server of the portal's own with the playground and nothing else. It listens on a socket in its
 * private folder, where no other user of the machine comes, and has no network where the system can keep
 * it away.
 */
export class SandboxProcess {
  /** @throws NoSandboxError when it ends or does not answer in time */
  static async start(
    engine: string,
    runner: SandboxRunner,
  ): Promise<SandboxProcess> {
    const folder = await runner.folder();
    let sandbox: SandboxProcess | undefined;
    try {
      const socketPath = join(folder.path, 'http.sock');
      sandbox = new SandboxProcess(
        await runner.start(
          [
            'server',
            '--log-level=error',
            '--debug-listen-addr=',
            ...Object.entries({
              'server.httpListenAddr': `unix:${socketPath}`,
              'server.grpcListenAddr': `unix:${join(folder.path, 'grpc.sock')}`,
              'server.playgroundEnabled': 'true',
              'telemetry.disabled': 'true',
              'storage.driver': 'sqlite3',
              'storage.sqlite3.dsn': ':memory:',
            }).map(([option, value]) => `--set=${option}=${value}`),
          ],
          { folder },
        ),
        folder,
        socketPath,
      );
      await sandbox.untilReady();
      return sandbox;
    } catch (error) {
      await (sandbox?.stop() ?? folder.remove());
      throw new NoSandboxError(
        engine,
        `has no sandbox for drafts: ${
          (error as Error).message
        }; fix 'sandbox.binary', or give 'sandbox.url'`,
      );
    }
  }

  private constructor(
    private readonly running: RunningProcess,
    private readonly folder: SandboxFolder,
    readonly socketPath: string,
  ) {}

  get ended(): boolean {
    return this.running.hasEnded;
  }

  /** Processor time so far in milliseconds, where the system tells. */
  get cpuMs(): number | undefined {
    return this.running.cpuMs;
  }

  /** The limit that ended it, in words that go on after "it". */
  get stopMessage(): string | undefined {
    return this.running.stopMessage;
  }

  /** A connection breaks a moment before it is known which limit ended the process. */
  async untilToldWhy(): Promise<void> {
    await Promise.race([
      this.running.ended.catch(() => undefined),
      new Promise(resolve => setTimeout(resolve, TELLS_WHY_MS).unref()),
    ]);
  }

  async stop(): Promise<void> {
    await this.running.stop();
    await this.folder.remove();
  }

  private async untilReady(): Promise<void> {
    const deadline = performance.now() + START_MS;
    while (!(await answers(this.socketPath))) {
      if (this.ended || performance.now() > deadline) {
        throw new Error(`its Cerbos ${this.stopMessage ?? 'does not start'}`);
      }
      await new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise(resolve => {
    const asked = request(
      { socketPath, path: '/_cerbos/health', timeout: 1_000 },
      response => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    );
    asked.once('timeout', () => asked.destroy());
    asked.once('error', () => resolve(false));
    asked.end();
  });
}
