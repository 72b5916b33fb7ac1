import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  searchEngineRegistryExtensionPoint,
  searchIndexRegistryExtensionPoint,
} from '@backstage/plugin-search-backend-node/alpha';
import searchModulePolicies, {
  RankedSearchEngine,
  searchModuleRankedEngine,
} from './index';

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

describe('searchModuleRankedEngine', () => {
  it('ranks in memory where there is no Postgres', async () => {
    const setSearchEngine = jest.fn();
    await startTestBackend({
      extensionPoints: [
        [searchEngineRegistryExtensionPoint, { setSearchEngine }],
      ],
      features: [searchModuleRankedEngine],
    });
    expect(setSearchEngine).toHaveBeenCalledWith(
      expect.any(RankedSearchEngine),
    );
  });
});
