import { mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { EventParams } from '@backstage/plugin-events-node';
import { hashEntity } from '@internal/plugin-policies-node';
import { EntityAnnouncer } from './EntityAnnouncer';

const location = { type: 'url', target: 'https://meridian.test/catalog.yaml' };

const component = (consumes: string, more: object = {}): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'Order-Gateway',
    annotations: { 'policies.internal/consumes': consumes },
    ...more,
  },
  spec: { type: 'service', owner: 'team-spot' },
});

describe('EntityAnnouncer', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('announces what changed since it was processed last, by whichever instance, many at once', async () => {
    const published: EventParams[] = [];
    let isDown = false;
    const logger = mockServices.logger.mock();
    const create = () =>
      new EntityAnnouncer({
        logger,
        events: {
          publish: async event => {
            if (isDown) {
              throw new Error('no bus');
            }
            published.push(event);
          },
          subscribe: async () => {},
        },
      });
    // The catalog keeps one for each entity, in its database.
    const caches = new Map<string, Map<string, unknown>>();
    const process = async (announcer: EntityAnnouncer, entity: Entity) => {
      const { name } = entity.metadata;
      const kept = caches.get(name) ?? new Map();
      caches.set(name, kept);
      const cache = {
        get: async (key: string) => kept.get(key),
        set: async (key: string, value: unknown) => {
          kept.set(key, value);
        },
      };
      expect(
        await announcer.postProcessEntity(entity, location, () => {}, cache),
      ).toBe(entity);
    };
    const announcer = create();
    const first = component('withdrawals');
    await process(announcer, first);
    await process(announcer, { ...first, kind: 'Location' });
    await process(announcer, component('kyc', { name: 'kyc-portal' }));
    expect(published).toEqual([]);
    await jest.advanceTimersByTimeAsync(300);
    expect(published).toEqual([
      {
        topic: 'policies.entities',
        eventPayload: {
          entities: [
            {
              entityRef: 'component:default/order-gateway',
              hash: hashEntity(first),
            },
            {
              entityRef: 'component:default/kyc-portal',
              hash: hashEntity(component('kyc')),
            },
          ],
        },
      },
    ]);

    // What is stitched hashes alike; so does what only looks different.
    const { spec } = first;
    const same = component('withdrawals', { uid: '1', etag: '2' });
    await process(create(), {
      ...same,
      spec: { owner: spec!.owner, type: spec!.type },
      relations: [{ type: 'ownedBy', targetRef: 'group:default/team-spot' }],
    });
    await jest.advanceTimersByTimeAsync(300);
    expect(published).toHaveLength(1);

    isDown = true;
    await process(announcer, component('withdrawals, kyc'));
    await jest.advanceTimersByTimeAsync(300);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('finds them by itself within a minute'),
    );
    isDown = false;
    await process(announcer, component('withdrawals, cards'));
    await jest.advanceTimersByTimeAsync(300);
    expect(published).toHaveLength(2);

    await process(announcer, component('cards'));
    announcer.stop();
    await jest.advanceTimersByTimeAsync(300);
    expect(published).toHaveLength(2);
  });
});
