import { mockServices } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import {
  EngineServer,
  freePort,
  startEngineServer,
} from '@internal/plugin-policies-node/testUtils';
import { CerbosEngine } from '../CerbosEngine';
import { readCerbosOptions } from '../CerbosOptions';

/** Credentials a Cerbos server has by default. */
export const ADMIN = { username: 'cerbos', password: 'cerbosAdmin' };
/** Of that password, in base64: each call of the admin API hashes it, by default for long. */
const QUICK_HASH =
  'JDJiJDA0JEhaNkE5YTlqeHZMa2NpeG5EY0J5cE94RHdoOUFMQUlNdTJZZ3BEVzJ5VE9CS2dCQ0c1OXJL';

/** A real Cerbos server on the loopback, with an admin API and a store in memory. */
export class CerbosTestServer {
  static async start(
    settings: Record<string, string> = {},
  ): Promise<CerbosTestServer> {
    const server = new CerbosTestServer(
      await freePort(),
      await freePort(),
      settings,
    );
    await server.restart();
    return server;
  }

  private process?: EngineServer;

  private constructor(
    private readonly port: number,
    private readonly grpcPort: number,
    private readonly settings: Record<string, string>,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts it at the same place, with nothing of what it held. */
  async restart(): Promise<void> {
    const settings = {
      'server.httpListenAddr': `127.0.0.1:${this.port}`,
      'server.grpcListenAddr': `127.0.0.1:${this.grpcPort}`,
      'server.adminAPI.enabled': 'true',
      'server.adminAPI.adminCredentials.username': ADMIN.username,
      'server.adminAPI.adminCredentials.passwordHash': QUICK_HASH,
      'telemetry.disabled': 'true',
      'storage.driver': 'sqlite3',
      // With ':memory:' each connection has a database of its own, empty but for the first.
      'storage.sqlite3.dsn': 'file::memory:?cache=shared',
      ...this.settings,
    };
    this.process = await startEngineServer(
      'cerbos',
      [
        'server',
        '--log-level=error',
        '--debug-listen-addr=',
        ...Object.entries(settings).map(
          ([option, value]) => `--set=${option}=${value}`,
        ),
      ],
      {
        ready: async () => (await fetch(`${this.url}/_cerbos/health`)).ok,
      },
    );
  }

  createEngine(config: JsonObject = {}): CerbosEngine {
    return new CerbosEngine({
      name: 'cerbos',
      options: readCerbosOptions('cerbos', {
        url: this.url,
        admin: ADMIN,
        ...config,
      }),
      logger: mockServices.logger.mock(),
    });
  }

  /** Asks the admin API past the portal. */
  async admin<T = unknown>(
    method: string,
    path: string,
    body?: object,
  ): Promise<T> {
    const response = await fetch(`${this.url}/admin${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(
          `${ADMIN.username}:${ADMIN.password}`,
        ).toString('base64')}`,
      },
      body: body && JSON.stringify(body),
    });
    return (await response.json()) as T;
  }

  pause(): void {
    this.process?.pause();
  }

  resume(): void {
    this.process?.resume();
  }

  async stop(signal?: NodeJS.Signals): Promise<void> {
    await this.process?.stop(signal);
  }
}
