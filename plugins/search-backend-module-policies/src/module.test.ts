import { Readable } from 'node:stream';
import {
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { TestPipeline } from '@backstage/plugin-search-backend-node';
import { IndexableResult } from '@backstage/plugin-search-common';
import {
  searchEngineRegistryExtensionPoint,
  searchIndexRegistryExtensionPoint,
} from '@backstage/plugin-search-backend-node/alpha';
import searchModulePolicies, { searchModuleRankedEngine } from './index';

describe('searchModulePolicies', () => {
  async function start(search: object) {
    const addCollator = jest.fn();
    const scheduler = mockServices.scheduler.mock();
    await startTestBackend({
      extensionPoints: [
        [
          searchIndexRegistryExtensionPoint,
          { addCollator, addDecorator: jest.fn() },
        ],
      ],
      features: [
        searchModulePolicies,
        scheduler.factory,
        mockServices.rootConfig.factory({ data: { search } }),
      ],
    });
    return { addCollator, scheduler };
  }

  it('registers the collator, soon after the start unless configured', async () => {
    const { addCollator, scheduler } = await start({});
    expect(addCollator).toHaveBeenCalledWith(
      expect.objectContaining({
        factory: expect.objectContaining({ type: 'policies' }),
      }),
    );
    expect(scheduler.createScheduledTaskRunner).toHaveBeenCalledWith({
      frequency: { minutes: 10 },
      timeout: { minutes: 15 },
      initialDelay: { seconds: 5 },
    });

    const configured = await start({
      collators: {
        policies: {
          schedule: { frequency: { hours: 1 }, timeout: { minutes: 3 } },
        },
      },
    });
    expect(configured.scheduler.createScheduledTaskRunner).toHaveBeenCalledWith(
      expect.objectContaining({ frequency: { hours: 1 } }),
    );
  });

  it('says which setting is wrong', async () => {
    await expect(
      start({ collators: { policies: { schedule: { frequency: 7 } } } }),
    ).rejects.toThrow(/search\.collators\.policies\.schedule/);
  });
});

describe.each(TestDatabases.create().eachSupportedId())(
  'searchModuleRankedEngine on %s',
  databaseId => {
    const databases = TestDatabases.create();

    it('finds, with deprecated policies last', async () => {
      const setSearchEngine = jest.fn();
      await startTestBackend({
        extensionPoints: [
          [searchEngineRegistryExtensionPoint, { setSearchEngine }],
        ],
        features: [
          searchModuleRankedEngine,
          mockServices.database.factory({
            knex: await databases.init(databaseId),
          }),
        ],
      });
      const [[engine]] = setSearchEngine.mock.calls;
      await TestPipeline.fromCollator(
        Readable.from([
          {
            title: 'Travel rule, travel rule',
            text: 'travel rule',
            location: '/policies/policy/old',
            lifecycle: 'deprecated',
          },
          {
            title: 'Messages',
            text: 'of the travel rule, among many other words',
            location: '/policies/policy/new',
            lifecycle: 'production',
          },
        ]),
      )
        .withIndexer(await engine.getIndexer('policies'))
        .execute();
      const { results } = await engine.query({ term: 'travel rule' }, {});
      expect(
        results.map((result: IndexableResult) => result.document.location),
      ).toEqual(['/policies/policy/new', '/policies/policy/old']);
    });
  },
);
