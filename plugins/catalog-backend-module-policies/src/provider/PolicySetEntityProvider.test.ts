import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import {
  mockServices,
  registerMswTestHooks,
} from '@backstage/backend-test-utils';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { EntityProviderMutation } from '@backstage/plugin-catalog-node';
import { PoliciesClient } from '@internal/plugin-policies-common';
import { until } from '@internal/plugin-policies-node/testUtils';
import { FakePolicies } from '../testing/FakePolicies';
import { PolicySetEntityProvider } from './PolicySetEntityProvider';

const BASE_URL = 'http://policies.test/api/policies';

describe('PolicySetEntityProvider', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  async function setUp() {
    const policies = new FakePolicies();
    server.use(
      http.get(`${BASE_URL}/*`, ({ request }) =>
        request.headers.get('authorization') === 'Bearer secret'
          ? HttpResponse.json(policies.answer(new URL(request.url)))
          : HttpResponse.json({}, { status: 401 }),
      ),
    );
    const events = mockServices.events();
    const scheduler = mockServices.scheduler();
    const logger = mockServices.logger.mock();
    const catalog = new Map<string, Entity>();
    const mutations = new Array<EntityProviderMutation>();
    const applyMutation = jest.fn(async (mutation: EntityProviderMutation) => {
      mutations.push(mutation);
      if (mutation.type === 'full') {
        catalog.clear();
      }
      for (const { entity } of mutation.type === 'full'
        ? mutation.entities
        : mutation.added) {
        catalog.set(stringifyEntityRef(entity), entity);
      }
      for (const item of mutation.type === 'full' ? [] : mutation.removed) {
        catalog.delete('entityRef' in item ? item.entityRef : '');
      }
    });
    const provider = new PolicySetEntityProvider({
      client: new PoliciesClient({
        discoveryApi: { getBaseUrl: async () => BASE_URL },
        getToken: async () => ({ token: 'secret' }),
      }),
      events,
      logger,
      schedule: scheduler.createScheduledTaskRunner({
        frequency: { minutes: 5 },
        timeout: { minutes: 5 },
      }),
      gatherMs: 50,
    });
    await provider.connect({ applyMutation, refresh: jest.fn() });
    return {
      policies,
      catalog,
      mutations,
      applyMutation,
      logger,
      run: () => scheduler.triggerTask('policies-entities'),
      publish: (...sets: string[]) =>
        events.publish({ topic: 'policies.sets', eventPayload: { sets } }),
    };
  }

  it('emits everything once, then nothing while nothing changes', async () => {
    const { policies, catalog, mutations, run } = await setUp();
    policies.put('withdrawals', ['daily-limit'], {
      description: 'Who may move funds',
      tags: ['funds'],
      owner: 'group:default/team-withdrawals',
      revision: '0123456789abcdef'.repeat(4),
    });
    policies.put('broken', [], {
      revision: undefined,
      health: 'broken',
      owner: 'a:b:c',
    });
    await run();
    await run();

    expect(mutations.map(mutation => mutation.type)).toEqual(['full']);
    expect([...catalog.values()]).toEqual([
      {
        apiVersion: 'policies.internal/v1alpha1',
        kind: 'PolicySet',
        metadata: {
          namespace: 'default',
          name: 'withdrawals',
          title: 'Set withdrawals',
          description: 'Who may move funds',
          tags: ['funds'],
          annotations: {
            'backstage.io/managed-by-location': 'policies:withdrawals',
            'backstage.io/managed-by-origin-location': 'policies:withdrawals',
            'policies.internal/policy-set': 'withdrawals',
            'policies.internal/policy-domain': 'domain:default/withdrawals',
          },
        },
        spec: {
          lifecycle: 'production',
          owner: 'group:default/team-withdrawals',
          domain: 'domain:default/withdrawals',
          engine: 'cedar',
          resourceTypes: ['Thing'],
          revision: '0123456789ab',
          health: 'healthy',
        },
      },
      {
        apiVersion: 'policies.internal/v1alpha1',
        kind: 'Policy',
        metadata: {
          namespace: 'default',
          name: 'withdrawals.daily-limit',
          title: 'Policy daily-limit',
          annotations: {
            'backstage.io/managed-by-location': 'policies:withdrawals',
            'backstage.io/managed-by-origin-location': 'policies:withdrawals',
            'policies.internal/policy-set': 'withdrawals',
            'policies.internal/policy-domain': 'domain:default/withdrawals',
          },
        },
        spec: {
          lifecycle: 'production',
          owner: 'group:default/team-withdrawals',
          policySet: 'policyset:default/withdrawals',
          regulations: ['MiCA'],
        },
      },
      expect.objectContaining({
        spec: expect.objectContaining({
          health: 'broken',
          owner: 'a:default/b:c',
        }),
      }),
    ]);
  });

  it('sends what was added, changed and removed, and no more', async () => {
    const { policies, catalog, mutations, run } = await setUp();
    policies.put('custody', ['vault-access', 'signing']);
    policies.put('staking', ['unbonding']);
    policies.put('tax', ['forms']);
    await run();

    policies.put('custody', ['vault-access', 'quorum']);
    policies.put('cards', ['freeze']);
    policies.remove('tax');
    policies.requests.length = 0;
    await run();

    const [, delta] = mutations;
    expect(
      delta.type === 'delta' && {
        added: delta.added.map(({ entity }) => stringifyEntityRef(entity)),
        removed: delta.removed,
      },
    ).toEqual({
      added: [
        'policyset:default/custody',
        'policy:default/custody.quorum',
        'policyset:default/cards',
        'policy:default/cards.freeze',
      ],
      removed: [
        'policy:default/custody.signing',
        'policyset:default/tax',
        'policy:default/tax.forms',
      ].map(entityRef => ({
        entityRef,
        locationKey: 'PolicySetEntityProvider',
      })),
    });
    expect([...catalog.keys()].sort()).toEqual([
      'policy:default/cards.freeze',
      'policy:default/custody.quorum',
      'policy:default/custody.vault-access',
      'policy:default/staking.unbonding',
      'policyset:default/cards',
      'policyset:default/custody',
      'policyset:default/staking',
    ]);
    expect(policies.requests).toEqual([
      'sets?limit=1000',
      'policies?set=custody&limit=1000',
      'policies?set=cards&limit=1000',
    ]);
  });

  it('keeps what is there when a read or the catalog fails, says so once, and catches up', async () => {
    const { policies, catalog, applyMutation, logger, run } = await setUp();
    policies.put('custody', ['signing']);
    await run();
    const before = new Map(catalog);

    const failure = http.get(`${BASE_URL}/policies`, () =>
      HttpResponse.json(
        {
          error: { name: 'ServiceUnavailableError', message: 'restarting' },
          response: { statusCode: 503 },
        },
        { status: 503 },
      ),
    );
    policies.put('custody', ['signing', 'quorum']);
    server.use(failure);
    await run();
    await run();
    expect(catalog).toEqual(before);
    expect(logger.warn.mock.calls).toEqual([
      [expect.stringMatching(/keeps its policy sets as they are.*restarting/)],
    ]);

    server.resetHandlers();
    server.use(
      http.get(`${BASE_URL}/*`, ({ request }) =>
        HttpResponse.json(policies.answer(new URL(request.url))),
      ),
    );
    applyMutation.mockRejectedValueOnce(new Error('database is locked'));
    await run();
    expect(catalog).toEqual(before);
    await run();
    expect(catalog.has('policy:default/custody.quorum')).toBe(true);
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });

  it('tries again soon while the policies backend has not started', async () => {
    const { policies, catalog, logger, run } = await setUp();
    policies.put('custody', ['signing']);
    server.use(
      http.get(`${BASE_URL}/*`, () => HttpResponse.error(), { once: true }),
    );
    await run();
    expect(catalog.size).toBe(2);
    expect(logger.warn).not.toHaveBeenCalled();
    expect(logger.info.mock.calls.flat()).toEqual([
      'Waiting for the policies backend to answer',
      'The policies backend answers',
    ]);
  });

  it('reads once for a burst of events', async () => {
    const { policies, catalog, mutations, run, publish } = await setUp();
    policies.put('custody', ['signing']);
    policies.put('staking', ['unbonding']);
    await run();
    policies.requests.length = 0;

    policies.put('custody', ['signing', 'quorum']);
    for (let count = 0; count < 50; count++) {
      await publish('custody');
    }
    await publish('gone', 'staking');
    await until(() => mutations.length === 2);
    // Whatever else was read for the events comes before this.
    await run();

    expect(policies.requests).toEqual([
      'sets?limit=1000',
      'policies?set=custody&limit=1000',
      'policies?set=staking&limit=1000',
      'sets?limit=1000',
    ]);
    expect(mutations).toHaveLength(2);
    expect(catalog.has('policy:default/custody.quorum')).toBe(true);
  });

  it('reads 500 sets and 10,000 policies by the page', async () => {
    const { policies, catalog, mutations, run, publish } = await setUp();
    const names = Array.from({ length: 20 }, (_, index) => `policy-${index}`);
    for (let set = 0; set < 500; set++) {
      policies.put(`set-${set}`, names);
    }
    await run();
    expect(catalog.size).toBe(10_500);
    expect(policies.requests).toHaveLength(11);

    policies.requests.length = 0;
    policies.put('set-7', [...names, 'policy-20']);
    await publish('set-7');
    await until(() => mutations.length === 2);
    expect(policies.requests).toEqual([
      'sets?limit=1000',
      'policies?set=set-7&limit=1000',
    ]);
    const delta = mutations[1];
    expect(delta.type === 'delta' && delta.added).toHaveLength(2);
  });
});
