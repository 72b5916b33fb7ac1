import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { isPostgres, JobKind } from '@internal/plugin-policies-node';
import { describeJobs } from '@internal/plugin-policies-node/testUtils';
import { AddedParts } from '../features/AddedParts';
import { DatabaseJobs } from './DatabaseJobs';
import { readJobOptions } from './readJobOptions';

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
