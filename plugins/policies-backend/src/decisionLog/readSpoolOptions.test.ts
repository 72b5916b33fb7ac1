import { resolve } from 'path';
import { mockServices } from '@backstage/backend-test-utils';
import { readSpoolOptions } from './readSpoolOptions';

const MEGABYTE = 1024 * 1024;
const read = (backend: object, spool?: object) =>
  readSpoolOptions(
    mockServices.rootConfig({
      data: { backend, policies: { decisions: { spool } } },
    }),
  );

describe('readSpoolOptions', () => {
  it('takes the folder that is named, or one beside what the backend keeps', () => {
    const files = { database: { connection: { directory: '/data' } } };
    expect(read(files)).toEqual({
      folder: '/data/policy-decisions',
      mostBytes: 2_048 * MEGABYTE,
    });
    expect(read(files, { folder: 'spool', megabytes: 16 })).toEqual({
      folder: resolve('spool'),
      mostBytes: 16 * MEGABYTE,
    });
    expect(
      read({
        database: { connection: { host: 'db' } },
        workingDirectory: '/srv/portal',
      }).folder,
    ).toBe('/srv/portal/policy-decisions');
    for (const connection of [':memory:', 'postgres://db', { host: 'db' }]) {
      expect(read({ database: { connection } })).toEqual({
        folder: undefined,
        mostBytes: 64 * MEGABYTE,
      });
    }
  });

  it('says what is too small', () => {
    for (const megabytes of [15, 0, -1]) {
      expect(() => read({}, { megabytes })).toThrow(
        `'policies.decisions.spool.megabytes' is ${megabytes}; let it be 16 at least`,
      );
    }
  });
});
