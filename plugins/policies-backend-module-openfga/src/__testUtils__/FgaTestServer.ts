import { mockServices } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import {
  EngineServer,
  freePort,
  startEngineServer,
} from '@internal/plugin-policies-node/testUtils';
import { OpenfgaEngine } from '../OpenfgaEngine';
import { readOpenfgaOptions } from '../OpenfgaOptions';

/** What the server asks callers for. */
export const TOKEN = 'key-of-the-tests';

/** A real OpenFGA server on the loopback with a store in memory. */
export class FgaTestServer {
  static async start(): Promise<FgaTestServer> {
    const server = new FgaTestServer(await freePort(), await freePort());
    await server.restart();
    return server;
  }

  private process?: EngineServer;

  private constructor(
    private readonly port: number,
    private readonly grpcPort: number,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts it at the same place, with nothing of what it held. */
  async restart(): Promise<void> {
    this.process = await startEngineServer(
      'openfga',
      [
        'run',
        `--http-addr=127.0.0.1:${this.port}`,
        `--grpc-addr=127.0.0.1:${this.grpcPort}`,
        '--authn-method=preshared',
        `--authn-preshared-keys=${TOKEN}`,
        '--playground-enabled=false',
        '--metrics-enabled=false',
        '--log-level=error',
      ],
      { ready: async () => (await fetch(`${this.url}/healthz`)).ok },
    );
  }

  createEngine(config: JsonObject = {}): OpenfgaEngine {
    return new OpenfgaEngine({
      name: 'openfga',
      options: readOpenfgaOptions('openfga', {
        url: this.url,
        token: TOKEN,
        ...config,
      }),
      logger: mockServices.logger.mock(),
    });
  }

  /** Asks the API past the portal. */
  async call<T = unknown>(
    method: string,
    path: string,
    body?: object,
  ): Promise<T> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}` },
      body: body && JSON.stringify(body),
    });
    return (await response.json().catch(() => undefined)) as T;
  }

  /** Stores by name. */
  async stores(): Promise<Array<{ id: string; name: string }>> {
    const { stores } = await this.call<{
      stores: Array<{ id: string; name: string }>;
    }>('GET', '/stores');
    return stores;
  }

  /** Stores of live revisions. */
  async revisions(): Promise<Array<{ id: string; name: string }>> {
    return (await this.stores()).filter(({ name }) =>
      name.startsWith('portal/'),
    );
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
