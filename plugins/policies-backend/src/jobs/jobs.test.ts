import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { isPostgres, JobKind } from '@internal/plugin-policies-node';
import {
  describeJobs,
  ManualClock,
} from '@internal/plugin-policies-node/testUtils';
import { AddedParts } from '../features/AddedParts';
import { DatabaseJobs } from './DatabaseJobs';
import { JobBeat } from './JobLeases';
import { readJobOptions } from './readJobOptions';
import { SilentLeases } from './SilentLeases';

const databases = TestDatabases.create();

for (const [databaseId] of databases.eachSupportedId()) {
  describeJobs({
    name: databaseId,
    open: async () => {
      const knex = await databases.init(databaseId);
      await knex.migrate.latest({
        directory: resolvePackagePath(
          '@internal/plugin-policies-backend',
          'migrations',
        ),
      });
      return {
        knex,
        isConcurrent: isPostgres(knex),
        openReplica: async ({ kinds: added, clock, places }) => {
          const kinds = new AddedParts<JobKind>('a kind of jobs');
          kinds.add(added, () => false);
          const jobs = await DatabaseJobs.create({
            ...readJobOptions(mockServices.rootConfig()),
            places,
            database: mockServices.database({ knex }),
            kinds,
            clock,
            logger: mockServices.logger.mock(),
          });
          return {
            jobs,
            start: () => jobs.start(),
            stop: () => jobs.stop(),
          };
        },
      };
    },
  });
}

describe('signs of life', () => {
  const running = (beat: number): JobBeat[] => [
    { id: 1, kind: 'long', lane: 'bulk', lease: 1, beat },
  ];
  const looking = () => {
    const clock = new ManualClock();
    const leases = new SilentLeases(clock);
    return (milliseconds: number, beat: number) => {
      clock.advance(milliseconds);
      return leases.find(running(beat), 10_000).length;
    };
  };

  it('are missed where a replica looked for ten seconds and saw none', () => {
    const look = looking();
    expect([2, 2, 2, 2, 2, 2, 2].map(s => look(s * 1_000, 7))).toEqual([
      0, 0, 0, 0, 0, 0, 1,
    ]);
    expect(look(2_000, 8)).toBe(0);
  });

  it('are not missed for the time in which nobody could look', () => {
    const look = looking();
    [2, 2, 2, 12].forEach(s => expect(look(s * 1_000, 7)).toBe(0));
    // The worker shows its next beat.
    expect(look(2_000, 8)).toBe(0);
    // Nor for a day that a machine was asleep, or when answers come late and all at once.
    [86_400, 0, 0, 0, 0].forEach(s => expect(look(s * 1_000, 8)).toBe(0));
    expect([2, 2, 2, 2].map(s => look(s * 1_000, 8))).toEqual([0, 0, 0, 1]);
  });
});

describe('configuration of jobs', () => {
  it.each([
    ['interactive', 0],
    ['bulk', 1.5],
    ['keepDays', -1],
  ])('refuses %s: %s', (key, value) => {
    expect(() =>
      readJobOptions(
        mockServices.rootConfig({
          data: { policies: { jobs: { [key]: value } } },
        }),
      ),
    ).toThrow(`'policies.jobs.${key}' is ${value}; give a whole number from 1`);
  });
});
