import { Knex } from 'knex';

/** Stands for Backstage's test utilities in processes that must start fast. */
export const mockServices = {
  database: ({ knex }: { knex: Knex }) => ({ getClient: async () => knex }),
  logger: {
    mock: () => ({ info() {}, warn() {} }),
  },
};
