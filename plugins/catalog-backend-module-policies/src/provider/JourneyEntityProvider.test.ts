import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import {
  mockServices,
  registerMswTestHooks,
} from '@backstage/backend-test-utils';
import { PoliciesClient } from '@internal/plugin-policies-common';
import { until } from '@internal/plugin-policies-node/testUtils';
import { JourneyEntityProvider } from './JourneyEntityProvider';

const BASE_URL = 'http://localhost:7007/api/policies';

const domain = (name: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Domain',
  metadata: { name },
  spec: { owner: 'group:default/owners' },
});

describe('JourneyEntityProvider', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  it('follows what was published, and keeps what is there while they cannot be read', async () => {
    let items = [domain('payouts')];
    server.use(
      http.get(`${BASE_URL}/journeys/entities`, () =>
        HttpResponse.json({ items, total: items.length }),
      ),
    );
    const events = mockServices.events();
    const scheduler = mockServices.scheduler();
    const applyMutation = jest.fn();
    const provider = new JourneyEntityProvider({
      client: new PoliciesClient({
        discoveryApi: { getBaseUrl: async () => BASE_URL },
        getToken: async () => ({ token: 'secret' }),
      }),
      events,
      logger: mockServices.logger.mock(),
      schedule: scheduler.createScheduledTaskRunner({
        frequency: { minutes: 5 },
        timeout: { minutes: 5 },
      }),
    });
    await provider.connect({ applyMutation, refresh: jest.fn() });
    const run = () => scheduler.triggerTask('policies-journey-entities');
    await run();
    await run();
    expect(applyMutation.mock.calls).toEqual([
      [
        {
          type: 'full',
          // Without a location key, whatever else brings the entity comes first.
          entities: [{ entity: items[0] }],
        },
      ],
    ]);
    server.use(
      http.get(`${BASE_URL}/journeys/entities`, () => HttpResponse.error(), {
        once: true,
      }),
    );
    await run();
    expect(applyMutation).toHaveBeenCalledTimes(1);
    items = [];
    await events.publish({
      topic: 'policies.sets',
      eventPayload: { sets: [] },
    });
    await until(() => applyMutation.mock.calls.length === 2);
    expect(applyMutation).toHaveBeenLastCalledWith({
      type: 'full',
      entities: [],
    });
  });
});
