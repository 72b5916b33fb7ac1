import { ClientRequest, request as httpRequest } from 'http';
import { connect } from 'net';
import { createBackend } from '@backstage/backend-defaults';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import authPlugin from '@backstage/plugin-auth-backend';
import signalsPlugin from '@backstage/plugin-signals-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { leanEntryServiceRef } from '@internal/plugin-policies-node';
import { freePort, until } from '@internal/plugin-policies-node/testUtils';
import { exampleSignInFeatures } from '../auth/exampleSignInFeatures';
import { httpFeatures } from './httpFeatures';

const LOOKED = '/.backstage/health/v1/liveness';
const GUEST = '/api/auth/guest/refresh';
const EVALUATION = '/api/policies/access/v1/evaluation';

describe('a portal on loopback', () => {
  let port: number;
  let backend: ReturnType<typeof createBackend>;
  let leanAsked = 0;
  const calls: ClientRequest[] = [];

  beforeAll(async () => {
    port = await freePort();
    backend = createBackend();
    backend.add(
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'https://portal.example.com' },
          backend: {
            baseUrl: `http://localhost:${port}`,
            listen: { host: '127.0.0.1', port },
            cors: { origin: 'http://tools.example.com' },
            database: { client: 'better-sqlite3', connection: ':memory:' },
          },
          auth: {
            providers: { guest: { dangerouslyAllowOutsideDevelopment: true } },
          },
        },
      }),
    );
    backend.add(mockServices.rootLogger.factory({ level: 'none' }));
    const [http, lean] = httpFeatures();
    backend.add(http);
    backend.add(lean);
    backend.add(authPlugin);
    backend.add(exampleSignInFeatures);
    backend.add(catalogServiceMock.factory());
    backend.add(mockServices.events.factory());
    backend.add(signalsPlugin);
    backend.add(
      createBackendPlugin({
        pluginId: 'policies',
        register(registration) {
          registration.registerInit({
            deps: {
              leanEntry: leanEntryServiceRef,
              lifecycle: coreServices.lifecycle,
            },
            async init({ leanEntry, lifecycle }) {
              lifecycle.addStartupHook(() => {
                leanEntry.use(() => {
                  leanAsked++;
                  return false;
                });
              });
            },
          });
        },
      }),
    );
    await backend.start();
  });
  afterAll(async () => {
    calls.forEach(call => call.destroy());
    await backend.stop();
  });

  function ask(
    path: string,
    headers: Record<string, string>,
    method = 'GET',
  ): Promise<{ status: number; body: string }> {
    return new Promise((resolve, reject) => {
      const call = httpRequest(
        { host: '127.0.0.1', port, method, path, headers },
        response => {
          let body = '';
          response.setEncoding('utf8').on('data', part => (body += part));
          response.on('end', () =>
            resolve({ status: response.statusCode!, body }),
          );
        },
      );
      calls.push(call);
      call.on('upgrade', (response, socket) => {
        socket.destroy();
        resolve({ status: response.statusCode!, body: '' });
      });
      call.on('error', reject);
      call.end();
    });
  }

  /** Sends bytes as they are, and gives the first line of what comes back. */
  function sendRaw(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(text));
      let answer = '';
      socket.setEncoding('utf8').on('data', part => {
        answer += part;
        if (answer.includes('\r\n')) {
          socket.destroy();
          resolve(answer.split('\r\n')[0]);
        }
      });
      socket.on('error', reject);
    });
  }

  it('answers to its own hosts', async () => {
    for (const host of [
      `localhost:${port}`,
      `LOCALHOST:${port}`,
      `127.0.0.1:${port}`,
      `[::1]:${port}`,
      'portal.example.com',
      'portal.example.com:443',
    ]) {
      expect({ host, ...(await ask(LOOKED, { host })) }).toMatchObject({
        host,
        status: 200,
      });
    }
    expect((await ask(GUEST, { host: `localhost:${port}` })).status).toBe(200);
  });

  it('refuses every other host in words, before the routes and the lean way in', async () => {
    const before = leanAsked;
    expect(before).toBeGreaterThan(0);
    for (const host of [
      `evil.example:${port}`,
      'evil.example',
      `localhost:${port + 1}`,
      'localhost',
      `localhost.evil.example:${port}`,
      `localhost:${port}@evil.example`,
      `127.0.0.1.nip.io:${port}`,
      `portal.example.com:${port}`,
    ]) {
      for (const [method, path] of [
        ['GET', LOOKED],
        ['GET', GUEST],
        ['POST', EVALUATION],
      ]) {
        const { status, body } = await ask(path, { host }, method);
        expect({ host, path, status }).toEqual({ host, path, status: 421 });
        expect(JSON.parse(body).error.message).toContain(
          `open it as 'localhost:${port}'`,
        );
      }
    }
    expect(leanAsked).toBe(before);
    const head = `GET ${GUEST} HTTP/1.`;
    for (const text of [
      `${head}1\r\nHost:\r\n\r\n`,
      `${head}0\r\n\r\n`,
      `${head}1\r\nHost: localhost:${port}\r\nHost: evil.example\r\n\r\n`,
      `GET http://evil.example${GUEST} HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`,
    ]) {
      expect(await sendRaw(text)).toMatch(/^HTTP\/1\.1 421 /);
    }
  });

  it('takes no writes and no sockets from pages of other origins', async () => {
    const host = `localhost:${port}`;
    const key = {
      'sec-websocket-version': '13',
      'sec-websocket-key': `${'x'.repeat(22)}==`,
    };
    const socket = {
      host,
      connection: 'Upgrade',
      upgrade: 'websocket',
      ...key,
    };
    const { body } = await ask(GUEST, { host });
    const signedIn = {
      ...socket,
      'sec-websocket-protocol': JSON.parse(body).backstageIdentity.token,
    };
    const first = ask('/api/signals', {
      ...signedIn,
      origin: 'http://evil.example',
    });
    expect((await first).status).toBe(403);
    const expectNoOtherSockets = async () => {
      for (const [path, headers, status] of [
        ['/nope', signedIn, 404],
        ['/', socket, 404],
        [LOOKED, signedIn, 404],
        [EVALUATION, signedIn, 404],
        ['/signals', signedIn, 404],
        ['/api/signals/health', signedIn, 404],
        ['/api/signals?a=b', signedIn, 404],
        ['/api/signals', socket, 401],
        ['/api/signals', { ...socket, 'sec-websocket-protocol': ' ' }, 401],
        ['/api/signals', { ...socket, connection: 'close' }, 401],
      ] as Array<[string, Record<string, string>, number]>) {
        const answer = await ask(path, headers);
        expect([path, answer.status]).toEqual([path, status]);
        expect(JSON.parse(answer.body).response.statusCode).toBe(status);
      }
      // Some clients of HTTP/1.1 wish for the next one with every request.
      expect((await ask(LOOKED, { ...socket, upgrade: 'h2c' })).status).toBe(
        200,
      );
    };
    // Before the signals listen for upgrades, and after.
    await expectNoOtherSockets();
    // The first one is what has the signals listen; it is never answered.
    ask('/api/signals', { ...signedIn, origin: `http://${host}` }).catch(
      () => {},
    );
    await untilListening();
    await expectNoOtherSockets();
    for (const [headers, status] of [
      [{ origin: `http://${host}` }, 101],
      [{}, 101],
      [{ origin: 'http://evil.example' }, 403],
      [{ origin: 'null' }, 403],
      [{ host: `evil.example:${port}`, origin: `http://${host}` }, 421],
    ] as Array<[Record<string, string>, number]>) {
      const answer = await ask('/api/signals', { ...signedIn, ...headers });
      expect({ headers, status: answer.status }).toEqual({ headers, status });
    }
    for (const [origin, refused] of [
      [`http://${host}`, false],
      ['https://portal.example.com', false],
      ['http://tools.example.com', false],
      ['http://evil.example', true],
      ['null', true],
      [`http://localhost:${port + 1}`, true],
    ] as const) {
      const { status } = await ask(EVALUATION, { host, origin }, 'POST');
      expect({ origin, refused: status === 403 }).toEqual({ origin, refused });
    }

    async function untilListening() {
      await until(
        () =>
          Promise.race([
            ask('/api/signals', { ...signedIn, origin: `http://${host}` }),
            // The plugin does not answer those that come before it listens.
            new Promise<undefined>(resolve => setTimeout(resolve, 200)),
          ]),
        answer => answer?.status === 101,
      );
    }
  });
});
