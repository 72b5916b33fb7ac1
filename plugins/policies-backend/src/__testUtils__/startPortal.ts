import { BackendFeature } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import cedarModule from '@internal/plugin-policies-backend-module-cedar';
import { Knex } from 'knex';
import request from 'supertest';
import { policiesPlugin } from '../plugin';

/** Starts the plugin with the Cedar engine on folders of policy sets. */
export async function startPortal(
  folders: string[],
  options: {
    policies?: object;
    features?: BackendFeature[];
    /** By default a database in memory. */
    knex?: Knex;
  } = {},
) {
  const backend = await startTestBackend({
    features: [
      policiesPlugin,
      cedarModule,
      mockServices.rootConfig.factory({
        data: {
          backend: { baseUrl: 'http://localhost:7007' },
          policies: {
            sources: folders.map(folder => ({ folder })),
            engines: { cedar: { liveWorkers: 1, draftWorkers: 1 } },
            checkAnswers: true,
            ...options.policies,
          },
        },
      }),
      ...(options.knex
        ? [mockServices.database.factory({ knex: options.knex })]
        : []),
      ...(options.features ?? []),
    ],
  });
  const api = (path: string) => `/api/policies${path}`;
  const { server } = backend;
  return {
    server,
    stop: () => backend.stop(),
    get: (path: string) => request(server).get(api(path)),
    post: (path: string, body: unknown) =>
      request(server)
        .post(api(path))
        .set('content-type', 'application/json')
        .send(typeof body === 'string' ? body : JSON.stringify(body)),
    /** Acts as one of the company. */
    as: (person: string) => {
      const send = (
        method: 'get' | 'post' | 'put' | 'patch' | 'delete',
        path: string,
      ) =>
        request(server)
          [method](api(path))
          .set(
            'authorization',
            mockCredentials.user.header(`user:default/${person}`),
          );
      return {
        get: (path: string) => send('get', path),
        post: (path: string, body: object) => send('post', path).send(body),
        put: (path: string, body: object) => send('put', path).send(body),
        patch: (path: string, body: object) => send('patch', path).send(body),
        delete: (path: string) => send('delete', path),
        postRaw: (path: string, type: string, body: Buffer) =>
          send('post', path).set('content-type', type).send(body),
      };
    },
    /** Has the sources read again. */
    refresh: () => request(server).post(api('/registry/refresh')).expect(204),
  };
}

/** A request to read the stored record `r1`. */
export function readRequest(
  subject: string,
  properties?: Record<string, unknown>,
  type = 'record',
) {
  return {
    subject: { type: 'user', id: subject },
    action: { name: 'read' },
    resource: { type, id: 'r1', ...(properties ? { properties } : {}) },
  };
}
