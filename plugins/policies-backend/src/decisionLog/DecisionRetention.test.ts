import { mockServices } from '@backstage/backend-test-utils';
import { DecisionArchive, StoredSet } from '@internal/plugin-policies-node';
import { DecisionRetention } from './DecisionRetention';

const DAY_MS = 86_400_000;
const NOON = Date.parse('2026-11-28T12:00:00.000Z');
const setOf = (name: string, logRetentionDays?: number) =>
  ({ name, manifest: { spec: { logRetentionDays } } } as unknown as StoredSet);

describe('DecisionRetention', () => {
  const archive = {
    prepare: jest.fn(async () => {}),
    deleteBefore: jest.fn(async () => {}),
  };
  const logger = mockServices.logger.mock();
  const deployments = {
    listGenerations: jest.fn(
      async () => new Map(['a', 'b', 'c', 'd'].map(name => [name, '1'])),
    ),
    getSets: jest.fn(async () => [
      setOf('a'),
      setOf('b', 400),
      setOf('c', 400),
      setOf('d', 1),
    ]),
  };
  const create = (decisions = {}) =>
    new DecisionRetention({
      archive: archive as unknown as DecisionArchive,
      clock: { now: () => NOON, steady: () => 0, every: () => () => {} },
      config: mockServices.rootConfig({ data: { policies: { decisions } } }),
      logger,
      scheduler: mockServices.scheduler.mock(),
      deployments,
    });

  beforeEach(() => jest.clearAllMocks());

  it('deletes whole days, of each set when it says and of all others as configured', async () => {
    await create({ logRetentionDays: 7 }).apply();
    const before = (days: number) =>
      new Date(Date.parse('2026-11-28T00:00:00.000Z') - days * DAY_MS);
    expect(archive.deleteBefore.mock.calls).toEqual([
      [before(400), { only: ['b', 'c'] }],
      [before(1), { only: ['d'] }],
      [before(7), { except: ['b', 'c', 'd'] }],
    ]);
    expect(archive.prepare).toHaveBeenCalledTimes(1);
  });

  it('deletes nothing while it cannot know how long sets are kept', async () => {
    deployments.getSets.mockRejectedValueOnce(
      new Error('the database is away'),
    );
    await expect(create().apply()).rejects.toThrow('is away');
    expect(archive.deleteBefore).not.toHaveBeenCalled();
  });

  it('lets the portal start when no room can be made ahead', async () => {
    archive.prepare.mockRejectedValueOnce(new Error('no rights'));
    await create().schedule();
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('no rights'),
    );
  });
});
