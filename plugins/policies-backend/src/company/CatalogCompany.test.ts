import { mockServices } from '@backstage/backend-test-utils';
import {
  Entity,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { EventParams } from '@backstage/plugin-events-node';
import { EVENT_TOPIC_ENTITIES } from '@internal/plugin-policies-common';
import { hashEntity } from '@internal/plugin-policies-node';
import { CatalogCompany } from './CatalogCompany';

const ann = 'user:default/ann';
const shop = 'component:default/shop';
const testers = 'group:default/testers';
const payers = 'group:default/payers';

/** A catalog whose API returns what is stitched, and how often it is asked. */
class FakeCatalog {
  private readonly stitched = new Map<string, Entity>();
  isDown = false;
  /** Nothing is answered, neither well nor badly. */
  isSilent = false;
  asked = { counts: 0, pages: 0, looks: 0 };
  private etags = 0;
  private client?: ReturnType<typeof catalogServiceMock>;

  put(entity: Entity): Entity {
    this.client = undefined;
    const ref = stringifyEntityRef(entity);
    const uid = this.stitched.get(ref)?.metadata.uid ?? `${++this.etags}`;
    this.stitched.set(ref, {
      ...entity,
      metadata: { ...entity.metadata, uid, etag: `${++this.etags}` },
    });
    return entity;
  }

  remove(ref: string): void {
    this.client = undefined;
    this.stitched.delete(ref);
  }

  service(): CatalogService {
    return catalogServiceMock.mock({
      queryEntities: async request => {
        this.asked.counts++;
        await this.answering();
        return this.read().queryEntities(request);
      },
      getEntityByRef: async ref => {
        await this.answering();
        return this.read().getEntityByRef(ref);
      },
      getEntitiesByRefs: async request => {
        this.asked.looks++;
        await this.answering();
        request.entityRefs.forEach(ref => parseEntityRef(ref));
        return this.read().getEntitiesByRefs(request);
      },
      streamEntities: (request =>
        this.stream(request)) as CatalogService['streamEntities'],
    });
  }

  private async *stream(
    request: Parameters<CatalogService['streamEntities']>[0],
  ) {
    await this.answering();
    for await (const page of this.read().streamEntities(request)) {
      this.asked.pages++;
      yield page;
    }
  }

  private answering(): Promise<void> {
    return this.isSilent ? new Promise(() => {}) : Promise.resolve();
  }

  private read() {
    if (this.isDown) {
      throw new Error('connection refused');
    }
    this.client ??= catalogServiceMock({
      entities: [...this.stitched.values()],
    });
    return this.client;
  }
}

const group = (name: string, members: string[] = []): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name, namespace: 'default' },
  spec: { type: 'team', children: [], members },
  relations: members.map(member => ({
    type: 'hasMember',
    targetRef: `user:default/${member}`,
  })),
});

const user = (name: string, groups: string[], memberOf = groups): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name, namespace: 'default' },
  spec: { memberOf },
  relations: groups.map(key => ({
    type: 'memberOf',
    targetRef: `group:default/${key}`,
  })),
});

const component = (consumes: string, owner: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'shop',
    namespace: 'default',
    annotations: { 'policies.internal/consumes': consumes },
  },
  spec: { type: 'service', owner },
  relations: [{ type: 'ownedBy', targetRef: `group:default/${owner}` }],
});

describe('CatalogCompany', () => {
  const seconds = (count: number) =>
    jest.advanceTimersByTimeAsync(count * 1_000);
  let company: CatalogCompany;
  let catalog: FakeCatalog;
  let publish: (eventPayload: unknown) => Promise<void>;
  let told: string[];

  beforeEach(() => {
    jest.useFakeTimers();
    catalog = new FakeCatalog();
    catalog.put(group('testers'));
    catalog.put(group('payers'));
    catalog.put(user('ann', ['testers']));
    catalog.put(user('ben', ['payers']));
    catalog.put(component('records', 'payers'));
  });
  afterEach(() => {
    company.stop();
    jest.useRealTimers();
  });

  async function start(): Promise<void> {
    let onEvent: (params: EventParams) => Promise<void>;
    company = new CatalogCompany({
      catalog: catalog.service(),
      auth: mockServices.auth(),
      events: {
        publish: async () => {},
        subscribe: async options => {
          onEvent = options.onEvent;
        },
      },
      logger: mockServices.logger.mock(),
    });
    publish = eventPayload =>
      onEvent({ topic: EVENT_TOPIC_ENTITIES, eventPayload });
    told = [];
    company.follow(changed => told.push(...changed));
    await company.start();
    await seconds(1);
  }

  const announce = (...entities: Entity[]) =>
    publish({
      entities: entities.map(entity => ({
        entityRef: stringifyEntityRef(entity),
        hash: hashEntity(entity),
      })),
    });
  const membersOf = async (ref: string) =>
    (await company.getFacts()).members.get(ref);

  it('has announced entities some seconds after the catalog returns them, however long that takes', async () => {
    await start();
    expect(told).toEqual([]);
    const moved = user('ann', ['payers']);
    const other = component('records, kyc.age', 'testers');
    await announce(moved, other);
    await publish('no such thing');
    await publish({
      entities: ['nothing', 'api:default/shop'].map(entityRef => ({
        entityRef,
        hash: '',
      })),
    });
    await seconds(40);
    expect(await membersOf(testers)).toEqual([ann]);

    catalog.put(moved);
    catalog.put(other);
    await seconds(2);
    const facts = await company.getFacts();
    expect(facts.members.get(testers)).toEqual([]);
    expect(facts.members.get(payers)).toEqual([ann, 'user:default/ben']);
    expect([...facts.consumers]).toEqual([
      ['records', [shop]],
      ['kyc', [shop]],
    ]);
    expect(told.sort()).toEqual([shop, payers, testers]);

    // Looked at no more: it has come.
    const { looks } = catalog.asked;
    await seconds(5);
    expect(catalog.asked.looks).toBe(looks);
  });

  it('follows people whom a group names, whenever they are stitched', async () => {
    await start();
    const named = group('testers', ['ben']);
    await announce(named);
    await seconds(3);
    catalog.put(named);
    await seconds(20);
    expect(await membersOf(testers)).toEqual([ann]);
    catalog.put(user('ben', ['payers', 'testers'], ['payers']));
    await seconds(2);
    expect(await membersOf(testers)).toEqual([ann, 'user:default/ben']);
    expect(told).toEqual([testers]);

    catalog.remove(testers);
    await seconds(5);
    expect(told).toEqual([testers, testers]);
    catalog.put(user('ben', ['payers']));
    await seconds(2);
    expect(await membersOf(testers)).toEqual([ann]);
  });

  it('misses no deletion, nor what was not announced', async () => {
    await start();
    catalog.remove(ann);
    catalog.remove(shop);
    await seconds(4);
    const facts = await company.getFacts();
    expect(facts.members.get(testers)).toEqual([]);
    expect(facts.users.has(ann)).toBe(false);
    expect(facts.consumers.size).toBe(0);
    expect(told.sort()).toEqual([shop, testers]);

    catalog.put(user('ben', ['testers']));
    await seconds(64);
    expect(await membersOf(testers)).toEqual(['user:default/ben']);
    // Deleted and made anew between two looks: as many as before.
    catalog.remove(payers);
    catalog.put(group('others'));
    await seconds(64);
    expect([...(await company.getFacts()).members.keys()].sort()).toEqual([
      'group:default/others',
      testers,
    ]);
  });

  it('keeps what it knows while the catalog is down, and says since when', async () => {
    catalog.isDown = true;
    await start();
    await expect(company.getFacts()).rejects.toThrow('connection refused');
    catalog.isDown = false;
    await seconds(5);
    expect((await company.getFacts()).unreadSince).toBeUndefined();

    catalog.isDown = true;
    const moved = user('ann', ['payers']);
    await announce(moved);
    catalog.put(moved);
    const since = Date.now();
    await seconds(30);
    const facts = await company.getFacts();
    expect(facts.members.get(testers)).toEqual([ann]);
    expect(Date.parse(facts.unreadSince!) - since).toBeLessThan(5_000);

    catalog.isDown = false;
    await seconds(5);
    expect((await company.getFacts()).unreadSince).toBeUndefined();
    expect(await membersOf(testers)).toEqual([]);
  });

  it('goes on after a catalog that gave no answer, whatever it was asked', async () => {
    catalog.isSilent = true;
    await start();
    const asked = Promise.allSettled([
      company.getFacts(),
      company.ownerOf(shop),
    ]);
    await seconds(11);
    const reason = new Error('the catalog gave no answer within 10000 ms');
    expect(await asked).toEqual([
      { status: 'rejected', reason },
      { status: 'rejected', reason },
    ]);
    catalog.isSilent = false;
    await seconds(15);
    expect((await company.getFacts()).unreadSince).toBeUndefined();

    for (const silentFrom of [0, 61]) {
      await seconds(silentFrom);
      catalog.isSilent = true;
      await seconds(3_600);
      expect((await company.getFacts()).unreadSince).toBeDefined();
      catalog.isSilent = false;
      await seconds(15);
      expect((await company.getFacts()).unreadSince).toBeUndefined();
    }

    // A look that is never answered holds up neither itself nor what is announced later.
    const moved = user('ann', ['payers']);
    await announce(moved);
    catalog.isSilent = true;
    await seconds(2);
    catalog.put(moved);
    catalog.isSilent = false;
    await seconds(15);
    expect(await membersOf(testers)).toEqual([]);
  });

  it('asks little of a large catalog where nothing happens, or everything at once', async () => {
    for (let index = 0; index < 2_000; index++) {
      catalog.put(user(`user-${index}`, ['testers']));
    }
    await start();
    const before = { ...catalog.asked };
    await seconds(300);
    const counts = catalog.asked.counts - before.counts;
    const pages = catalog.asked.pages - before.pages;
    expect(counts / 5).toBeLessThanOrEqual(20);
    // One for each thousand entities.
    expect(pages / 5).toBeLessThanOrEqual(3);
    expect(catalog.asked.looks).toBe(before.looks);

    const moved = [...Array(1_000).keys()].map(index =>
      user(`user-${index}`, ['payers']),
    );
    await announce(...moved);
    moved.forEach(entity => catalog.put(entity));
    await seconds(5);
    expect(await membersOf(payers)).toHaveLength(1_001);
  });
});
