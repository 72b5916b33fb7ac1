import { once } from 'events';
import { AddressInfo } from 'net';
import { mockServices } from '@backstage/backend-test-utils';
import { Route } from '@internal/plugin-policies-node';
import express from 'express';
import PromiseRouter from 'express-promise-router';
import { mountRoutes } from './mountRoutes';

describe('mountRoutes', () => {
  it('takes a caller that left for no error, and everything else for one', async () => {
    const failures: unknown[] = [];
    let asked: () => void = () => {};
    const app = express();
    const router = PromiseRouter();
    mountRoutes(
      router,
      ['/waits', '/fails'].map(path => ({ method: 'get', path } as Route)),
      {
        httpAuth: mockServices.httpAuth(),
        calls: {
          answer: async ({ route, signal }) => {
            if (route.path === '/fails') {
              throw new Error('no');
            }
            asked();
            await once(signal!, 'abort');
            throw signal!.reason;
          },
        },
      },
    );
    app.use(router);
    app.use(((error, _request, response, _next) => {
      failures.push(error.message);
      response.status(500).end();
    }) as express.ErrorRequestHandler);
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    const caller = new AbortController();
    const isAsked = new Promise<void>(resolve => {
      asked = resolve;
    });
    const waiting = fetch(`${url}/waits`, { signal: caller.signal });
    await isAsked;
    caller.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect((await fetch(`${url}/fails`)).status).toBe(500);
    expect(failures).toEqual(['no']);
    server.close();
    await once(server, 'close');
  });
});
