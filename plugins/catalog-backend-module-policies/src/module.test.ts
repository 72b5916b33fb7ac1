import {
  coreServices,
  createBackendModule,
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { AlphaEntity } from '@backstage/catalog-model/alpha';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { until } from '@internal/plugin-policies-node/testUtils';
import catalogModulePolicies from './index';
import { FakePolicies } from './testing/FakePolicies';

const location = {
  'backstage.io/managed-by-location': 'url:https://meridian.test/catalog.yaml',
  'backstage.io/managed-by-origin-location':
    'url:https://meridian.test/catalog.yaml',
};

function component(name: string, consumes: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      annotations: { ...location, 'policies.internal/consumes': consumes },
    },
    spec: { type: 'service', lifecycle: 'production', owner: 'team-spot' },
  };
}

const services = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'services',
  register: registration =>
    registration.registerInit({
      deps: { catalog: catalogProcessingExtensionPoint },
      async init({ catalog }) {
        catalog.addEntityProvider({
          getProviderName: () => 'services',
          connect: connection =>
            connection.applyMutation({
              type: 'full',
              entities: [
                component('vault-signer', 'custody.signing'),
                component('order-gateway', 'custody, Not A Name'),
                {
                  apiVersion: 'backstage.io/v1alpha1',
                  kind: 'Domain',
                  metadata: { name: 'custody', annotations: location },
                  spec: { owner: 'team-custody' },
                },
              ].map(entity => ({ entity, locationKey: 'services' })),
            }),
        });
      },
    }),
});

describe('catalogModulePolicies', () => {
  it('shows sets and policies with relations both ways in the catalog', async () => {
    const policies = new FakePolicies();
    policies.put('custody', ['signing', 'vault-access']);
    policies.put('unowned', ['rule'], { owner: 'a:b:c' });
    const policiesPlugin = createBackendPlugin({
      pluginId: 'policies',
      register: registration =>
        registration.registerInit({
          deps: {
            router: coreServices.httpRouter,
            httpAuth: coreServices.httpAuth,
          },
          async init({ router, httpAuth }) {
            router.use(async (request, response) => {
              await httpAuth.credentials(request, { allow: ['service'] });
              response.json(
                policies.answer(new URL(request.url, 'http://policies')),
              );
            });
          },
        }),
    });
    const scheduler = mockServices.scheduler();
    const { server } = await startTestBackend({
      features: [
        catalogPlugin,
        catalogModulePolicies,
        services,
        policiesPlugin,
        createServiceFactory({
          service: coreServices.scheduler,
          deps: {},
          factory: () => scheduler,
        }),
      ],
    });

    async function entity(ref: string): Promise<AlphaEntity | undefined> {
      const response = await fetch(
        `http://localhost:${server.port()}/api/catalog/entities/by-name/${ref}`,
        { headers: { authorization: mockCredentials.user.header() } },
      );
      return response.ok ? response.json() : undefined;
    }
    async function expectRelations(
      ref: string,
      relations: string[],
    ): Promise<AlphaEntity | undefined> {
      const found = await until<AlphaEntity | undefined>(
        () => entity(ref),
        seen => seen?.relations?.length === relations.length,
      );
      expect(
        found?.relations?.map(({ type, targetRef }) => `${type} ${targetRef}`),
      ).toEqual(relations);
      return found;
    }

    await scheduler.triggerTask('policies-entities');
    const set = await expectRelations('policyset/default/custody', [
      'hasPart policy:default/custody.signing',
      'hasPart policy:default/custody.vault-access',
      'ownedBy group:default/team-custody',
      'partOf domain:default/custody',
      'policyConsumedBy component:default/order-gateway',
      'policyConsumedBy component:default/vault-signer',
    ]);
    expect(set?.spec).toMatchObject({ engine: 'cedar', health: 'healthy' });
    await expectRelations('policy/default/custody.signing', [
      'ownedBy group:default/team-custody',
      'partOf policyset:default/custody',
      'policyConsumedBy component:default/vault-signer',
    ]);
    await expectRelations('domain/default/custody', [
      'hasPart policyset:default/custody',
      'ownedBy group:default/team-custody',
    ]);
    await expectRelations('component/default/vault-signer', [
      'consumesPolicy policy:default/custody.signing',
      'consumesPolicy policyset:default/custody',
      'ownedBy group:default/team-spot',
    ]);
    const gateway = await expectRelations('component/default/order-gateway', [
      'consumesPolicy policyset:default/custody',
      'ownedBy group:default/team-spot',
    ]);
    expect(gateway?.status?.items).toEqual([
      expect.objectContaining({
        type: 'backstage.io/catalog-processing',
        level: 'error',
        message: expect.stringContaining("names 'Not A Name'"),
      }),
    ]);
    expect(await entity('policyset/default/unowned')).toBeUndefined();

    policies.put('custody', ['signing']);
    await scheduler.triggerTask('policies-entities');
    await expectRelations('policyset/default/custody', [
      'hasPart policy:default/custody.signing',
      'ownedBy group:default/team-custody',
      'partOf domain:default/custody',
      'policyConsumedBy component:default/order-gateway',
      'policyConsumedBy component:default/vault-signer',
    ]);
    expect(await entity('policy/default/custody.vault-access')).toBeUndefined();
  });
});
