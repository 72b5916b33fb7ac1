import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { describeDecisionLog } from '@internal/plugin-policies-node/testUtils';
import { Knex } from 'knex';
import { migrateCore } from '../core/migrateCore';
import { DatabaseDecisionLog } from './DatabaseDecisionLog';

jest.setTimeout(120_000);

describe.each(TestDatabases.create().eachSupportedId())(
  'decision log on %s',
  databaseId => {
    const databases = TestDatabases.create();
    let knex: Knex;

    const open = (
      client: Knex,
      entriesPerSecond: number,
      onLeftOut?: (decisions: number) => void,
      logger = mockServices.logger.mock(),
    ) =>
      DatabaseDecisionLog.create({
        database: mockServices.database.mock({ getClient: async () => client }),
        logger,
        entriesPerSecond,
        onLeftOut,
      });
    const decision = {
      caller: 'component:default/a',
      set: 'records',
      revision: 'a1',
      engine: 'cedar',
      request: {
        subject: { type: 'user', id: 'u' },
        action: { name: 'read' },
        resource: { type: 'record', id: 'r1' },
      },
      policies: ['read'],
      durationUs: 12,
    };

    beforeAll(async () => {
      knex = await databases.init(databaseId);
      await migrateCore(
        mockServices.database.mock({ getClient: async () => knex }),
      );
    });

    const empty = async () => {
      await knex('policy_decisions').delete();
      await knex('policy_decision_series').delete();
    };

    describeDecisionLog('in the database', async () => ({
      log: await open(knex, 100_000),
      close: empty,
    }));

    it('keeps so many entries of a second, counts all, and says how many are left out', async () => {
      let leftOut = 0;
      const log = await open(knex, 250, decisions => {
        leftOut += decisions;
      });
      for (let i = 0; i < 1_000; i++) {
        log.record({
          ...decision,
          time: '2026-05-05T10:00:00.500Z',
          decision: i % 4 === 0,
        });
      }
      log.record({
        ...decision,
        time: '2026-05-05T10:00:01.000Z',
        decision: true,
      });
      const page = await log.query({ sets: ['records'] }, { limit: 1_000 });
      expect([page.total, page.items.length]).toEqual([251, 251]);
      expect(await log.coverage({})).toMatchObject({
        decisions: 1_001,
        entries: 251,
      });
      expect(leftOut).toBe(750);
      await empty();
    });

    it('is written by two replicas at once, whatever the order in which they were asked', async () => {
      const logger = mockServices.logger.mock();
      const [one, other] = [
        await open(knex, 10, undefined, logger),
        await open(knex, 10, undefined, logger),
      ];
      const time = '2026-06-06T10:00:00.000Z';
      const callers = Array.from({ length: 200 }, (_, index) => `c${index}`);
      for (let round = 0; round < 5; round++) {
        for (const caller of callers) {
          one.record({ ...decision, time, caller, decision: true });
        }
        for (const caller of [...callers].reverse()) {
          other.record({ ...decision, time, caller, decision: true });
        }
        await Promise.all([
          one.flush(),
          other.flush(),
          one.ingest(
            [...callers].reverse().map((caller, index) => ({
              ...decision,
              id: `round-${round}-${index}`,
              time,
              caller,
              decision: true,
            })),
          ),
        ]);
      }
      expect(logger.warn).not.toHaveBeenCalled();
      expect(await one.series({}, [])).toMatchObject([{ decisions: 3_000 }]);
      await empty();
    });

    it('keeps decisions in memory while the database is away', async () => {
      const logger = mockServices.logger.mock();
      let away = true;
      const client = new Proxy(knex, {
        get: (target, key) =>
          key === 'transaction' && away
            ? async () => {
                throw new Error('the database is away');
              }
            : (target as any)[key],
      });
      const log = await open(client, 10, undefined, logger);
      const time = '2026-06-06T10:00:00.000Z';
      log.record({ ...decision, time, decision: true });
      await log.flush();
      expect(logger.warn).toHaveBeenCalledWith(
        expect.stringContaining('the database is away'),
      );
      log.record({ ...decision, time, decision: true });
      away = false;
      expect((await log.query({}, { limit: 10 })).items).toHaveLength(2);
      expect(await log.series({}, ['caller'])).toEqual([
        {
          caller: 'component:default/a',
          decisions: 2,
          entries: 2,
          lastSeen: time,
        },
      ]);
    });
  },
);
