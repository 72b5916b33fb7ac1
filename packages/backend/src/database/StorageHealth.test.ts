import { mockServices } from '@backstage/backend-test-utils';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { openSqlite } from './sqliteFiles';
import { StorageFaults } from './StorageFaults';
import { StorageHealth } from './StorageHealth';

describe('health of the storage', () => {
  let folder: string;
  let now = 0;
  const logger = mockServices.rootLogger.mock();

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'portal-storage-'));
    jest.clearAllMocks();
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function create() {
    const faults = new StorageFaults(() => now);
    return { faults, health: new StorageHealth({ folder, faults, logger }) };
  }

  it('tells what requests met for a while, and that it is over', async () => {
    const { faults, health } = create();
    expect(await health.findTrouble()).toBeUndefined();
    expect(logger.error).not.toHaveBeenCalled();
    for (const [fault, words] of [
      ['full', /disk .* is full/],
      ['locked', /locked by another program/],
    ] as const) {
      faults.report(fault);
      expect(await health.findTrouble()).toMatch(words);
      expect(await health.findTrouble()).toMatch(words);
      expect(logger.error).toHaveBeenLastCalledWith(
        expect.stringContaining(folder),
      );
      now += 60_000;
      expect(await health.findTrouble()).toBeUndefined();
      expect(logger.info).toHaveBeenLastCalledWith(
        expect.stringContaining('can be written again'),
      );
    }
    expect(logger.error).toHaveBeenCalledTimes(2);
  });

  it('names the database that is damaged in the log, and no path in its words', async () => {
    const sound = openSqlite(join(folder, 'auth.sqlite'));
    sound.exec('create table a (id)');
    sound.close();
    const file = join(folder, 'policies.sqlite');
    writeFileSync(file, 'no database '.repeat(1_000));
    const { faults, health } = create();
    faults.report('damaged');
    now += 3_600_000;
    expect(await health.findTrouble()).toBe(
      'a database is damaged; the log says which one',
    );
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringMatching(`^the database '${file}' is damaged; .* restore`),
    );
  });
});
