import { Agent, get, IncomingMessage } from 'http';
import { createBackend } from '@backstage/backend-defaults';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { readinessServiceRef } from '@internal/plugin-policies-node';
import { freePort } from '@internal/plugin-policies-node/testUtils';
import { rootHealthServiceFactory } from '../health/rootHealthServiceFactory';
import { httpFeatures } from './httpFeatures';

const READINESS = '/.backstage/health/v1/readiness';

describe('a backend that starts and ends', () => {
  it('is not ready before it is, answers what it has read, and lets go of connections', async () => {
    const port = await freePort();
    let answer = () => {};
    let isAsked = () => {};
    const asked = new Promise<void>(resolve => {
      isAsked = resolve;
    });
    let ready = () => {};
    let isWaiting = () => {};
    const waiting = new Promise<void>(resolve => {
      isWaiting = resolve;
    });
    const events: string[] = [];
    const backend = createBackend();
    backend.add(
      mockServices.rootConfig.factory({
        data: {
          backend: {
            baseUrl: `http://127.0.0.1:${port}`,
            listen: { host: '127.0.0.1', port },
            database: { client: 'better-sqlite3', connection: ':memory:' },
          },
        },
      }),
    );
    backend.add(mockServices.rootLogger.factory({ level: 'none' }));
    backend.add(rootHealthServiceFactory);
    httpFeatures().forEach(feature => backend.add(feature));
    backend.add(
      createBackendPlugin({
        pluginId: 'slow',
        register: env =>
          env.registerInit({
            deps: {
              root: coreServices.rootHttpRouter,
              lifecycle: coreServices.lifecycle,
              readiness: readinessServiceRef,
            },
            init: async ({ root, lifecycle, readiness }) => {
              lifecycle.addShutdownHook(() => {
                events.push('plugins end');
              });
              ready = readiness.holdBack('the first read has not ended');
              // As those who wait for events are answered only after a minute.
              root.use('/never', () => isWaiting());
              root.use('/slow', (_request, response) => {
                answer = () => response.json('done');
                isAsked();
              });
            },
          }),
      }),
    );
    await backend.start();

    // Each has one connection, which it keeps.
    const agents = [1, 2, 3, 4].map(
      () => new Agent({ keepAlive: true, maxSockets: 1 }),
    );
    const ask = (agent: Agent, path: string) =>
      new Promise<{ status?: number; headers: IncomingMessage['headers'] }>(
        (resolve, reject) => {
          get({ host: '127.0.0.1', port, path, agent }, response => {
            response.resume();
            response.on('end', () =>
              resolve({
                status: response.statusCode,
                headers: response.headers,
              }),
            );
          }).on('error', reject);
        },
      );
    const [busy, lively, looking, patient] = agents;
    const unready = await ask(looking, READINESS);
    expect(unready.status).toBe(503);
    expect(Number(unready.headers['retry-after'])).toBeGreaterThan(0);
    ready();
    expect(await ask(looking, READINESS)).toMatchObject({
      status: 200,
      headers: { connection: 'keep-alive' },
    });
    await ask(lively, READINESS);

    const slow = ask(busy, '/slow');
    await asked;
    const never = ask(patient, '/never').catch(error => error.code);
    await waiting;
    const stopped = backend.stop();
    const leaving = await ask(looking, READINESS);
    expect(leaving).toMatchObject({
      status: 503,
      headers: { connection: 'close', 'retry-after': expect.any(String) },
    });
    expect((await ask(lively, READINESS)).headers.connection).toBe('close');
    expect(events).toEqual([]);
    answer();
    expect(await slow).toMatchObject({
      status: 200,
      headers: { connection: 'close' },
    });
    events.push('answered');
    await stopped;
    expect(await never).toBe('ECONNRESET');
    expect(events).toEqual(['answered', 'plugins end']);
    await expect(ask(lively, READINESS)).rejects.toThrow('ECONNREFUSED');
    agents.forEach(agent => agent.destroy());
  });
});
