import { mkdtemp, rm, writeFile } from 'fs/promises';
import { createServer, Server } from 'http';
import { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { mockServices } from '@backstage/backend-test-utils';
import {
  EngineServer,
  freePort,
  startEngineServer,
} from '@internal/plugin-policies-node/testUtils';
import express, { RequestHandler } from 'express';
import { OpaEngine } from '../OpaEngine';
import { readOpaOptions } from '../OpaOptions';

/** A real OPA server, an engine for it, and the small part of a portal that serves the engine's bundle. */
export class OpaServer {
  static async start(config: object = {}): Promise<OpaServer> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const engine = new OpaEngine(
      'opa',
      readOpaOptions('opa', { url, publishTimeoutMs: 5_000, ...config }),
      mockServices.logger.mock(),
    );
    let handler = engine.handler;
    const portal = createServer(
      express().use((request, response, next) =>
        handler(request, response, next),
      ),
    );
    await new Promise<void>(resolve => {
      portal.listen(0, '127.0.0.1', resolve);
    });
    const folder = await mkdtemp(join(tmpdir(), 'opa-server-'));
    await writeFile(
      join(folder, 'config.json'),
      JSON.stringify({
        services: {
          portal: {
            url: `http://127.0.0.1:${(portal.address() as AddressInfo).port}`,
          },
        },
        bundles: {
          portal: {
            service: 'portal',
            resource: 'bundles/portal.tar.gz',
            polling: { long_polling_timeout_seconds: 10 },
          },
        },
        status: { service: 'portal' },
      }),
    );
    const server = new OpaServer(url, port, engine, portal, folder, other => {
      handler = other;
      portal.closeAllConnections();
    });
    await server.run();
    return server;
  }

  private process?: EngineServer;

  private constructor(
    readonly url: string,
    private readonly port: number,
    readonly engine: OpaEngine,
    private readonly portal: Server,
    private readonly folder: string,
    /** Has another engine answer what OPA asks of the portal. */
    readonly answerWith: (handler: RequestHandler) => void,
  ) {}

  /** Starts the server (again). */
  async run(): Promise<void> {
    this.process = await startEngineServer(
      'opa',
      [
        ...['run', '--server', '--addr', `127.0.0.1:${this.port}`],
        ...['--log-level=error', '--skip-version-check'],
        ...['--config-file', join(this.folder, 'config.json')],
      ],
      {
        ready: async () => {
          const response = await fetch(`${this.url}/health`);
          await response.arrayBuffer();
          return response.ok;
        },
      },
    );
  }

  kill(): Promise<void> {
    return this.process!.stop('SIGKILL');
  }

  pause(): void {
    this.process!.pause();
  }

  resume(): void {
    this.process!.resume();
  }

  async stop(): Promise<void> {
    await this.engine.dispose();
    await this.kill();
    this.portal.closeAllConnections();
    await new Promise(resolve => this.portal.close(resolve));
    await rm(this.folder, { recursive: true });
  }
}
