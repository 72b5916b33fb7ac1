import { ChildProcess, spawn } from 'child_process';
import { createServer } from 'net';
import { NoSandboxError } from './NoSandboxError';

const START_MS = 15_000;

/** A Cerbos server of the portal's own on the loopback, with the playground and nothing else. */
export class SandboxProcess {
  /** @throws NoSandboxError when it ends or does not answer in time */
  static async start(engine: string, binary: string): Promise<SandboxProcess> {
    const [http, grpc] = [await loopbackPort(), await loopbackPort()];
    const child = spawn(
      binary,
      [
        'server',
        '--log-level=error',
        '--debug-listen-addr=',
        ...Object.entries({
          'server.httpListenAddr': `127.0.0.1:${http}`,
          'server.grpcListenAddr': `127.0.0.1:${grpc}`,
          'server.playgroundEnabled': 'true',
          'telemetry.disabled': 'true',
          'storage.driver': 'sqlite3',
          'storage.sqlite3.dsn': ':memory:',
        }).map(([option, value]) => `--set=${option}=${value}`),
      ],
      {
        // Nothing of the portal's environment: what a draft reads must not be there.
        env: { GOMEMLIMIT: '512MiB' },
        stdio: 'ignore',
      },
    );
    const sandbox = new SandboxProcess(child, `http://127.0.0.1:${http}`);
    const deadline = Date.now() + START_MS;
    while (!(await answers(sandbox.url))) {
      if (sandbox.ended || Date.now() > deadline) {
        await sandbox.stop();
        throw new NoSandboxError(
          engine,
          `has no sandbox for drafts: '${binary}' does not start; mend 'sandbox.binary', or give 'sandbox.url'`,
        );
      }
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    return sandbox;
  }

  private readonly gone: Promise<void>;
  private over = false;

  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {
    const kill = () => child.kill('SIGKILL');
    process.once('exit', kill);
    this.gone = new Promise(resolve => {
      const end = () => {
        this.over = true;
        process.off('exit', kill);
        resolve();
      };
      child.once('exit', end);
      child.once('error', end);
    });
  }

  get ended(): boolean {
    return this.over;
  }

  async stop(): Promise<void> {
    if (!this.over) {
      this.child.kill('SIGKILL');
    }
    await this.gone;
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/_cerbos/health`, {
      signal: AbortSignal.timeout(1_000),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

async function loopbackPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
