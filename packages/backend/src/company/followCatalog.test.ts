import {
  coreServices,
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import {
  catalogProcessingExtensionPoint,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import { eventsServiceFactory } from '@backstage/plugin-events-node';
import catalogModulePolicies from '@internal/plugin-catalog-backend-module-policies';
import {
  ChangeDetail,
  ChecklistItem,
  Scorecard,
} from '@internal/plugin-policies-common';
import { until } from '@internal/plugin-policies-node/testUtils';
import request from 'supertest';
import {
  readRequest,
  setFiles,
  SetsFolder,
  startPortal,
} from '../__testUtils__/portal';

/** What the catalog's API returns is in approvals, board and lists within this time. */
const BOUND_MS = 5_000;

const location = {
  'backstage.io/managed-by-location': 'url:https://company.test/catalog.yaml',
  'backstage.io/managed-by-origin-location':
    'url:https://company.test/catalog.yaml',
};

function entityOf(
  kind: string,
  name: string,
  spec: Entity['spec'],
  annotations: Record<string, string> = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name, annotations: { ...location, ...annotations } },
    spec,
  };
}

const group = (name: string, members: string[] = []) =>
  entityOf('Group', name, { type: 'team', children: [], members });
const user = (name: string, memberOf: string[]) =>
  entityOf('User', name, { memberOf });
const shop = (owner: string, consumes?: string) =>
  entityOf(
    'Component',
    'shop',
    { type: 'service', lifecycle: 'production', owner },
    consumes ? { 'policies.internal/consumes': consumes } : {},
  );

function relationsOf(found: Entity | undefined): string[] {
  return (found?.relations ?? []).map(
    ({ type, targetRef }) => `${type} ${targetRef}`,
  );
}

/** Brings entities to the catalog and takes them away. */
function createSource() {
  let connection: EntityProviderConnection;
  const mutate = (added: Entity[], removed: Entity[] = []) =>
    connection.applyMutation({
      type: 'delta',
      added: added.map(entity => ({ entity, locationKey: 'company' })),
      removed: removed.map(entity => ({ entity, locationKey: 'company' })),
    });
  return {
    put: (...entities: Entity[]) => mutate(entities),
    remove: (...entities: Entity[]) => mutate([], entities),
    module: createBackendModule({
      pluginId: 'catalog',
      moduleId: 'company',
      register: registration =>
        registration.registerInit({
          deps: { catalog: catalogProcessingExtensionPoint },
          async init({ catalog }) {
            catalog.addEntityProvider({
              getProviderName: () => 'company',
              connect: async connected => {
                connection = connected;
              },
            });
          },
        }),
    }),
  };
}

const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())(
  'the company, where the catalog changes, on %s',
  databaseId => {
    const folder = new SetsFolder();
    const source = createSource();
    let portal: Awaited<ReturnType<typeof startPortal>>;

    beforeAll(async () => {
      folder.write('records', setFiles('records'));
      portal = await startPortal([folder.path], {
        policies: {
          changes: { approvals: { fallback: 'group:default/platform' } },
        },
        features: [
          catalogPlugin,
          catalogModulePolicies,
          eventsServiceFactory,
          source.module,
          // Each plugin has a database of its own.
          createServiceFactory({
            service: coreServices.database,
            deps: {},
            factory: async () =>
              mockServices.database({ knex: await databases.init(databaseId) }),
          }),
        ],
      });
      await source.put(
        group('testers'),
        group('payers', ['cid']),
        group('platform', ['eve']),
        user('ann', []),
        user('ben', []),
        user('cid', []),
        user('eve', []),
        shop('payers'),
      );
      await until(
        () => entity('user/default/eve'),
        found => relationsOf(found).includes('memberOf group:default/platform'),
      );
      await until(
        () => entity('component/default/shop'),
        found => relationsOf(found).includes('ownedBy group:default/payers'),
      );
    });
    afterAll(async () => {
      await portal?.stop();
      folder.dispose();
    });

    async function entity(path: string): Promise<Entity | undefined> {
      const { status, body } = await request(portal.server)
        .get(`/api/catalog/entities/by-name/${path}`)
        .set('authorization', mockCredentials.user.header());
      return status === 200 ? body : undefined;
    }
    const item = async (id: string): Promise<ChecklistItem | undefined> => {
      const { body } = await portal.get('/journeys').expect(200);
      return (body.items as Scorecard[])
        .find(({ set }) => set === 'records')
        ?.checklist.find(one => one.id === id);
    };
    const askedOf = async (id: string): Promise<string[]> => {
      const { body } = await portal.get(`/changes/${id}`).expect(200);
      return (body as ChangeDetail).requirements.map(
        ({ reason, group: asked }) => `${reason} ${asked}`,
      );
    };

    /** Expects the portal to show something within the bound from when the catalog's API returns it. */
    async function expectSoon<T>(
      isReturned: () => Promise<unknown>,
      shown: () => Promise<T>,
      wanted: T,
    ): Promise<void> {
      await until(isReturned);
      const begun = performance.now();
      const isShown = async () =>
        JSON.stringify(await shown()) === JSON.stringify(wanted);
      await until(
        async () => (await isShown()) || performance.now() - begun > BOUND_MS,
      );
      expect(await shown()).toEqual(wanted);
    }

    it('shows members, owners and consumers within 5 s, and what was deleted', async () => {
      await portal
        .post('/access/v1/evaluation', readRequest('alice', { amount: 40 }))
        .set(
          'authorization',
          mockCredentials.service.header({
            onBehalfOf: mockCredentials.service(
              'external:component:default/shop',
            ),
            targetPluginId: 'policies',
          }),
        )
        .expect(200);
      const { body: change } = await portal
        .as('ann')
        .post('/changes', {
          set: 'records',
          title: 'Smaller records',
          submit: true,
          files: Object.entries(setFiles('records', { limit: 30 })).map(
            ([path, content]) => ({ path, content }),
          ),
        })
        .expect(201);
      await until(
        () => askedOf(change.id),
        asked => asked.length === 2,
      );
      expect(await askedOf(change.id)).toEqual([
        'fallback group:default/platform',
        'consumer group:default/payers',
      ]);
      await until(
        () => item('owner'),
        found => found?.state === 'attention',
      );

      // A person says of themselves where they belong.
      await source.put(user('ben', ['testers']));
      await expectSoon(
        async () => relationsOf(await entity('user/default/ben')).length > 0,
        async () => [(await item('owner'))?.detail, await askedOf(change.id)],
        [
          '1 member',
          ['owner group:default/testers', 'consumer group:default/payers'],
        ],
      );

      // A group says it of two people, who are stitched anew without being processed.
      await source.put(group('testers', ['cid', 'eve']));
      await expectSoon(
        async () =>
          relationsOf(await entity('user/default/cid')).includes(
            'memberOf group:default/testers',
          ) &&
          relationsOf(await entity('user/default/eve')).includes(
            'memberOf group:default/testers',
          ),
        async () => (await item('owner'))?.detail,
        '3 members',
      );

      await source.put(shop('platform', 'records'));
      await expectSoon(
        async () =>
          relationsOf(await entity('component/default/shop')).includes(
            'ownedBy group:default/platform',
          ),
        async () => [
          (await item('consumers'))?.detail,
          await askedOf(change.id),
        ],
        [
          'shop',
          ['owner group:default/testers', 'consumer group:default/platform'],
        ],
      );

      await source.remove(user('ben', []), group('testers'));
      await expectSoon(
        async () =>
          !(await entity('user/default/ben')) &&
          !(await entity('group/default/testers')) &&
          !relationsOf(await entity('user/default/cid')).includes(
            'memberOf group:default/testers',
          ),
        async () => [(await item('owner'))?.state, await askedOf(change.id)],
        ['attention', ['fallback group:default/platform']],
      );
    });
  },
);
