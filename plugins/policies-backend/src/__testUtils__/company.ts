import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';

const group = (name: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name, namespace: 'default' },
  spec: { type: 'team', children: [] },
});

/** Groups by the people in them. */
export const GROUPS: Record<string, string[]> = {
  testers: ['ann', 'ben'],
  payers: ['cid'],
  compliance: ['dora'],
  platform: ['eve'],
  lonely: ['fred'],
  empty: [],
};

function personOf(name: string): Entity {
  const groups = Object.keys(GROUPS).filter(key => GROUPS[key].includes(name));
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name, namespace: 'default' },
    spec: { memberOf: groups },
    relations: groups.map(key => ({
      type: 'memberOf',
      targetRef: `group:default/${key}`,
    })),
  };
}

const people = [...new Set(Object.values(GROUPS).flat())];

const shop: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'shop',
    namespace: 'default',
    annotations: { 'policies.internal/consumes': 'records' },
  },
  spec: { type: 'service', owner: 'payers', lifecycle: 'production' },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/payers' }],
};

/** A company of a few people in groups, and what the portal tells them. */
export function createCompany() {
  const sent: Array<{ recipients: unknown; payload: { title: string } }> = [];
  const signals: unknown[] = [];
  return {
    sent,
    signals,
    features: [
      catalogServiceMock.factory({
        entities: [
          ...Object.keys(GROUPS).map(group),
          ...people.map(personOf),
          shop,
        ],
      }),
      createServiceFactory({
        service: coreServices.userInfo,
        deps: {},
        factory: () => {
          const plain = mockServices.userInfo();
          return {
            getUserInfo: async credentials => {
              const { userEntityRef } = await plain.getUserInfo(credentials);
              const name = userEntityRef.split('/')[1];
              return {
                userEntityRef,
                ownershipEntityRefs: [
                  userEntityRef,
                  ...Object.keys(GROUPS)
                    .filter(key => GROUPS[key].includes(name))
                    .map(key => `group:default/${key}`),
                ],
              };
            },
          };
        },
      }),
      createServiceFactory({
        service: notificationService,
        deps: {},
        factory: () => ({
          send: async notification => {
            sent.push(notification);
          },
        }),
      }),
      createServiceFactory({
        service: signalsServiceRef,
        deps: {},
        factory: () => ({
          publish: async signal => {
            signals.push(signal);
          },
        }),
      }),
    ],
  };
}
