import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join, resolve } from 'path';
import { authServiceFactory } from '@backstage/backend-defaults/auth';
import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import { permissionsServiceFactory } from '@backstage/backend-defaults/permissions';
import { schedulerServiceFactory } from '@backstage/backend-defaults/scheduler';
import { userInfoServiceFactory } from '@backstage/backend-defaults/userInfo';
import { createBackendModule } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import authPlugin from '@backstage/plugin-auth-backend';
import {
  authProvidersExtensionPoint,
  createProxyAuthenticator,
  createProxyAuthProviderFactory,
} from '@backstage/plugin-auth-node';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import { eventsServiceFactory } from '@backstage/plugin-events-node';
import notificationsPlugin from '@backstage/plugin-notifications-backend';
import permissionPlugin from '@backstage/plugin-permission-backend';
import searchPlugin from '@backstage/plugin-search-backend';
import searchModuleCatalog from '@backstage/plugin-search-backend-module-catalog';
import signalsPlugin from '@backstage/plugin-signals-backend';
import userSettingsPlugin from '@backstage/plugin-user-settings-backend';
import catalogModulePolicies from '@internal/plugin-catalog-backend-module-policies';
import policiesPlugin from '@internal/plugin-policies-backend';
import cedarModule from '@internal/plugin-policies-backend-module-cedar';
import changesModule from '@internal/plugin-policies-backend-module-changes';
import onboardingModule from '@internal/plugin-policies-backend-module-onboarding';
import proofModule from '@internal/plugin-policies-backend-module-proof';
import searchModulePolicies, {
  searchModuleRankedEngine,
} from '@internal/plugin-search-backend-module-policies';
import request, { Response } from 'supertest';
import { portalPermissionsModule } from '../permissions/portalPermissions';

const PERSON_HEADER = 'x-test-person';

/** Signs people of the catalog in by their names. */
const signInModule = createBackendModule({
  pluginId: 'auth',
  moduleId: 'test',
  register(env) {
    env.registerInit({
      deps: { providers: authProvidersExtensionPoint },
      async init({ providers }) {
        providers.registerProvider({
          providerId: 'test',
          factory: createProxyAuthProviderFactory({
            authenticator: createProxyAuthenticator({
              defaultProfileTransform: async () => ({ profile: {} }),
              initialize: () => undefined,
              authenticate: async ({ req }) => ({
                result: { person: String(req.header(PERSON_HEADER)) },
              }),
            }),
            signInResolver: ({ result }, context) =>
              context.signInWithCatalogUser({
                entityRef: `user:default/${result.person}`,
              }),
          }),
        });
      },
    });
  },
});

const CATALOG = resolve(__dirname, '../../../../estate/catalog');

/** A small policy set. */
export function setFiles(
  name: string,
  owner: string,
  more: Record<string, string> = {},
): Record<string, string> {
  return {
    'policy-set.yaml': `apiVersion: policies.internal/v1alpha1
kind: PolicySet
metadata: { name: ${name}, title: Set ${name} }
spec:
  domain: ${name}
  owner: ${owner}
  engine: cedar
  resourceTypes: [${name}]
  policies:
    - { name: read, title: Reading, description: Who reads, regulations: [none] }
`,
    'policies/read.cedar': 'permit (principal, action, resource);\n',
    'tests/read.yaml': `- name: anybody reads
  request:
    subject: { type: user, id: alice }
    action: { name: read }
    resource: { type: ${name}, id: a }
  expect: { decision: true, policies: [read] }
`,
    ...more,
  };
}

/** Files as the API takes them. */
export function asFiles(files: Record<string, string>) {
  return Object.entries(files).map(([path, content]) => ({ path, content }));
}

/** The portal with its own permission policy, on the catalog of the example company. */
export async function startCompany(
  sets: Record<string, Record<string, string>>,
  { permission = {} }: { permission?: object } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'company-'));
  for (const [name, files] of Object.entries(sets)) {
    for (const [path, content] of Object.entries(files)) {
      const target = join(folder, name, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
    }
  }
  // Somebody is in a group that the catalog does not have.
  writeFileSync(
    join(folder, 'people.yaml'),
    `apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: zoe }
spec: { memberOf: [group:default/night-shift] }
`,
  );
  const backend = await startTestBackend({
    features: [
      catalogPlugin,
      catalogModulePolicies,
      notificationsPlugin,
      permissionPlugin,
      portalPermissionsModule,
      permissionsServiceFactory,
      schedulerServiceFactory,
      eventsServiceFactory,
      searchPlugin,
      searchModuleRankedEngine,
      searchModuleCatalog,
      searchModulePolicies,
      signalsPlugin,
      userSettingsPlugin,
      policiesPlugin,
      cedarModule,
      changesModule,
      onboardingModule,
      proofModule,
      authPlugin,
      signInModule,
      authServiceFactory,
      httpAuthServiceFactory,
      userInfoServiceFactory,
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://localhost:7007' },
          backend: { baseUrl: 'http://localhost:7007' },
          auth: { providers: { test: {} } },
          permission: {
            enabled: true,
            roles: {
              admins: ['group:default/policy-platform'],
              reviewers: ['group:default/team-data-privacy'],
            },
            ...permission,
          },
          catalog: {
            rules: [{ allow: ['Location', 'Domain', 'Group', 'User'] }],
            locations: [
              ...['domains', 'groups', 'users'].map(name =>
                join(CATALOG, `${name}.yaml`),
              ),
              join(folder, 'people.yaml'),
            ].map(target => ({ type: 'file', target })),
          },
          policies: {
            sources: [{ folder }],
            engines: { cedar: { liveWorkers: 1, draftWorkers: 1 } },
            changes: {
              approvals: {
                fallback: 'group:default/policy-platform',
                regulations: [
                  { regulation: 'XYZ', group: 'group:default/market-guards' },
                ],
              },
            },
          },
        },
      }),
    ],
  });
  const { server } = backend;
  /** The catalog may still read its people. */
  const signIn = (person: string): Promise<string> =>
    eventually(async () => {
      const { body } = await request(server)
        .get('/api/auth/test/refresh')
        .set(PERSON_HEADER, person)
        .set('x-requested-with', 'XMLHttpRequest');
      return body.backstageIdentity?.token;
    });
  return {
    server,
    stop: async () => {
      await backend.stop();
      rmSync(folder, { recursive: true, force: true });
    },
    /**
     * Acts as somebody of the company, by the name in the entity reference. They sign in anew for each
     * call, so that they speak for the groups that the catalog puts them in now.
     */
    as: (person: string) => {
      const send = (
        method: 'get' | 'post' | 'put' | 'patch' | 'delete',
        path: string,
        body?: object,
      ): Call => {
        const run = async (status?: number) => {
          const token = await signIn(person);
          const response = await request(server)
            [method](`/api${path}`)
            .set('authorization', `Bearer ${token}`)
            .send(body);
          if (status !== undefined && response.status !== status) {
            throw new Error(
              `${method} ${path} as ${person} answers ${
                response.status
              }: ${JSON.stringify(response.body)}`,
            );
          }
          return response;
        };
        return {
          expect: run,
          then: (resolved, rejected) => run().then(resolved, rejected),
        };
      };
      return {
        get: (path: string) => send('get', path),
        post: (path: string, body: object = {}) => send('post', path, body),
        put: (path: string, body: object) => send('put', path, body),
        patch: (path: string, body: object) => send('patch', path, body),
        delete: (path: string) => send('delete', path),
      };
    },
  };
}

/** A call that is made once somebody waits for it. */
interface Call extends PromiseLike<Response> {
  /** Makes it, and throws unless it is answered with this status. */
  expect(status: number): Promise<Response>;
}

/** Waits for something that comes a moment later. */
export async function eventually<T>(
  look: () => Promise<T | undefined>,
): Promise<T> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) {
      return found;
    }
    if (Date.now() > deadline) {
      throw new Error('it did not come');
    }
    await new Promise(done => setTimeout(done, 100));
  }
}
