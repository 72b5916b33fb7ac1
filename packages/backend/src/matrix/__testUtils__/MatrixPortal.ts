import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { createBackend } from '@backstage/backend-defaults';
import { mockServices } from '@backstage/backend-test-utils';
import authPlugin from '@backstage/plugin-auth-backend';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import eventsPlugin from '@backstage/plugin-events-backend';
import notificationsPlugin from '@backstage/plugin-notifications-backend';
import permissionPlugin from '@backstage/plugin-permission-backend';
import searchPlugin from '@backstage/plugin-search-backend';
import searchModuleCatalog from '@backstage/plugin-search-backend-module-catalog';
import signalsPlugin from '@backstage/plugin-signals-backend';
import userSettingsPlugin from '@backstage/plugin-user-settings-backend';
import catalogModulePolicies from '@internal/plugin-catalog-backend-module-policies';
import policiesPlugin from '@internal/plugin-policies-backend';
import authzenModule from '@internal/plugin-policies-backend-module-authzen';
import casbinModule from '@internal/plugin-policies-backend-module-casbin';
import cedarModule from '@internal/plugin-policies-backend-module-cedar';
import changesModule from '@internal/plugin-policies-backend-module-changes';
import cerbosModule from '@internal/plugin-policies-backend-module-cerbos';
import onboardingModule from '@internal/plugin-policies-backend-module-onboarding';
import opaModule from '@internal/plugin-policies-backend-module-opa';
import openfgaModule from '@internal/plugin-policies-backend-module-openfga';
import proofModule from '@internal/plugin-policies-backend-module-proof';
import searchModulePolicies, {
  searchModuleRankedEngine,
} from '@internal/plugin-search-backend-module-policies';
import { freePort, until } from '@internal/plugin-policies-node/testUtils';
import { exampleSignInFeatures } from '../../auth/exampleSignInFeatures';
import { rootHealthServiceFactory } from '../../health/rootHealthServiceFactory';
import { httpFeatures } from '../../http/httpFeatures';
import { LeanEntry } from '../../http/LeanEntry';
import { portalPermissionsModule } from '../../permissions/portalPermissions';
import { COMPANY, SET_FILES } from './company';
import { routesOf } from './collectRoutes';
import { issueTokens, PEOPLE, peopleModule, SERVICES } from './tokens';

/** What `addFeatures` adds by name, which this has to have too: jest cannot import as it does. */
const BY_NAME = {
  '@backstage/plugin-auth-backend': authPlugin,
  '@backstage/plugin-permission-backend': permissionPlugin,
  '@backstage/plugin-catalog-backend': catalogPlugin,
  '@internal/plugin-catalog-backend-module-policies': catalogModulePolicies,
  '@backstage/plugin-search-backend': searchPlugin,
  '@backstage/plugin-search-backend-module-catalog': searchModuleCatalog,
  '@internal/plugin-search-backend-module-policies': searchModulePolicies,
  '@backstage/plugin-events-backend': eventsPlugin,
  '@backstage/plugin-notifications-backend': notificationsPlugin,
  '@backstage/plugin-signals-backend': signalsPlugin,
  '@backstage/plugin-user-settings-backend': userSettingsPlugin,
  '@internal/plugin-policies-backend': policiesPlugin,
  '@internal/plugin-policies-backend-module-changes': changesModule,
  '@internal/plugin-policies-backend-module-onboarding': onboardingModule,
  '@internal/plugin-policies-backend-module-proof': proofModule,
  '@internal/plugin-policies-backend-module-cedar': cedarModule,
  '@internal/plugin-policies-backend-module-casbin': casbinModule,
  '@internal/plugin-policies-backend-module-cerbos': cerbosModule,
  '@internal/plugin-policies-backend-module-opa': opaModule,
  '@internal/plugin-policies-backend-module-openfga': openfgaModule,
  '@internal/plugin-policies-backend-module-authzen': authzenModule,
};

/** Packages whose features {@link MatrixPortal} starts. */
export const STARTED = Object.keys(BY_NAME);

const tokenOf = (role: string) => `token-of-the-role-${role}`;

/** One call of the portal's API. */
export interface Call {
  method: string;
  path: string;
  body?: unknown;
}

/** The portal as it is deployed, with every plugin, on a company of its own. */
export class MatrixPortal {
  /** @param without - name of a package that is left out */
  static async start(without?: string): Promise<MatrixPortal> {
    const folder = mkdtempSync(join(tmpdir(), 'matrix-'));
    writeFileSync(join(folder, 'company.yaml'), COMPANY);
    for (const [path, content] of Object.entries(SET_FILES)) {
      const file = join(folder, 'sets', 'records', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    const port = await freePort();
    const url = `http://localhost:${port}`;
    const backend = createBackend();
    backend.add(
      mockServices.rootConfig.factory({
        data: configuration(folder, url, port),
      }),
    );
    backend.add(mockServices.rootLogger.factory({ level: 'none' }));
    // Express keeps its routes where its types do not say.
    let app: any;
    const { standBefore } = LeanEntry.prototype;
    const spy = jest
      .spyOn(LeanEntry.prototype, 'standBefore')
      .mockImplementation(function stand(this: LeanEntry, server, listener) {
        app = listener;
        return standBefore.call(this, server, listener);
      });
    for (const feature of [
      ...httpFeatures(),
      rootHealthServiceFactory,
      exampleSignInFeatures,
      peopleModule,
      portalPermissionsModule,
      searchModuleRankedEngine,
      ...Object.entries(BY_NAME)
        .filter(([name]) => name !== without)
        .map(([, added]) => added),
    ]) {
      backend.add(feature);
    }
    await backend.start();
    spy.mockRestore();
    // eslint-disable-next-line no-underscore-dangle -- Express has no other way to list routes
    const routes = routesOf(app._router.stack);
    return new MatrixPortal(
      url,
      routes,
      await issueTokens(url, tokenOf),
      async () => {
        await backend.stop();
        rmSync(folder, { recursive: true, force: true });
      },
    );
  }

  private constructor(
    private readonly url: string,
    /** Every route that something answers at. */
    readonly routes: string[],
    private readonly tokens: Record<string, string | undefined>,
    readonly stop: () => Promise<void>,
  ) {}

  /** Roles of the matrix. */
  get roles(): string[] {
    return Object.keys(this.tokens);
  }

  async call(
    role: string,
    { method, path, body }: Call,
  ): Promise<{ status: number; body: any }> {
    const token = this.tokens[role];
    const response = await fetch(`${this.url}${path}`, {
      method: method.toUpperCase(),
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      redirect: 'manual',
    });
    const text = await response.text();
    let parsed: unknown = text;
    try {
      parsed = JSON.parse(text);
    } catch {
      // Not every answer is JSON.
    }
    return { status: response.status, body: parsed };
  }

  /** Calls until an answer is as wanted. */
  async until(
    role: string,
    call: Call,
    isWanted: (body: any) => boolean,
  ): Promise<any> {
    const { body } = await until(
      () => this.call(role, call),
      seen => isWanted(seen.body),
    );
    return body;
  }
}

// `any`: a literal of a configuration, for which Backstage exports no type here.
function configuration(folder: string, url: string, port: number): any {
  return {
    app: { baseUrl: url },
    backend: {
      baseUrl: url,
      listen: { host: '127.0.0.1', port },
      database: { client: 'better-sqlite3', connection: ':memory:' },
      auth: {
        externalAccess: Object.entries(SERVICES).map(
          ([role, accessRestrictions]) => ({
            type: 'static',
            options: { token: tokenOf(role), subject: role },
            ...(accessRestrictions && { accessRestrictions }),
          }),
        ),
      },
    },
    auth: {
      providers: {
        people: {},
        guest: {
          dangerouslyAllowOutsideDevelopment: true,
          userEntityRef: 'user:default/guest',
          ownershipEntityRefs: ['user:default/guest', PEOPLE.admin[1]],
        },
      },
    },
    permission: {
      enabled: true,
      roles: { admins: [PEOPLE.admin[1]], reviewers: [PEOPLE.reviewer[1]] },
    },
    catalog: {
      rules: [{ allow: ['Group', 'User', 'Domain', 'Location'] }],
      locations: [{ type: 'file', target: join(folder, 'company.yaml') }],
    },
    policies: {
      checkAnswers: true,
      sources: [{ folder: join(folder, 'sets') }],
      // So that whoever is let in once is not believed a moment later.
      decisions: { callerCacheSeconds: 0 },
      engines: { cedar: { liveWorkers: 1, draftWorkers: 1 } },
      changes: {
        approvals: {
          fallback: PEOPLE.admin[1],
          regulations: [{ regulation: 'GDPR', group: PEOPLE.asked[1] }],
        },
      },
    },
  };
}
