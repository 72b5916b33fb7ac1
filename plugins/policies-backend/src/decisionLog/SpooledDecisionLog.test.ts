import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { InputError } from '@backstage/errors';
import {
  DecisionArchive,
  DecisionBatch,
  LoggedDecision,
} from '@internal/plugin-policies-node';
import { until } from '@internal/plugin-policies-node/testUtils';
import { migrateCore } from '../core/migrateCore';
import { DatabaseDecisionArchive } from './DatabaseDecisionArchive';
import { SpooledDecisionLog } from './SpooledDecisionLog';

jest.setTimeout(120_000);

const MEGABYTE = 1024 * 1024;

function decisionOf(id: string, parts: Partial<LoggedDecision> = {}) {
  return {
    time: '2026-05-05T10:00:00.000Z',
    caller: 'component:default/a',
    door: 'lean',
    set: 'records',
    revision: 'a1',
    engine: 'cedar',
    request: {
      subject: { type: 'user', id },
      action: { name: 'read' },
      resource: { type: 'record', id: 'r1' },
    },
    decision: true,
    policies: ['read'],
    durationUs: 12,
    ...parts,
  };
}

describe('spooled decision log', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let archive: DecisionArchive;
  let folder: string;
  let opened: SpooledDecisionLog[];
  /** What a store that is slow, gone or particular does before it stores. */
  let before: (batch: DecisionBatch) => Promise<void>;
  const logger = mockServices.logger.mock();

  beforeEach(async () => {
    const knex = await databases.init('SQLITE_3');
    const database = mockServices.database.mock({
      getClient: async () => knex,
    });
    await migrateCore(database);
    const stored = await DatabaseDecisionArchive.create({ database });
    before = async () => {};
    archive = new Proxy(stored, {
      get: (target, key: keyof DecisionArchive) =>
        key === 'add'
          ? async (batch: DecisionBatch) => {
              await before(batch);
              return target.add(batch);
            }
          : (target as DecisionArchive)[key]!.bind(target),
    }) as DecisionArchive;
    folder = join(mkdtempSync(join(tmpdir(), 'spool-')), 'spool');
    opened = [];
    jest.clearAllMocks();
  });

  afterEach(async () => {
    before = async () => {};
    for (const log of opened) {
      await log.close();
    }
    rmSync(join(folder, '..'), { recursive: true, force: true });
  });

  const open = async (
    options: Partial<Parameters<typeof SpooledDecisionLog.open>[0]> = {},
  ) => {
    const log = await SpooledDecisionLog.open({
      archive,
      logger,
      folder,
      mostBytes: 64 * MEGABYTE,
      ...options,
    });
    opened.push(log);
    return log;
  };
  const goAway = () => {
    before = async () => {
      throw new Error('the store is away');
    };
  };
  const comeBack = () => {
    before = async () => {};
  };
  const subjectsIn = async (log: SpooledDecisionLog) =>
    (await log.query({}, { limit: 1_000 })).items
      .map(({ request }) => request.subject.id)
      .sort();
  const filesIn = (path: string): string[] =>
    readdirSync(path, { withFileTypes: true }).flatMap(entry =>
      entry.isDirectory()
        ? filesIn(join(path, entry.name))
        : [join(path, entry.name)],
    );

  it('tells at once what was recorded, and keeps files that only the portal reads', async () => {
    const log = await open();
    log.record(decisionOf('ann'));
    const { engine, set, revision, caller, time } = decisionOf('');
    log.recordFailure({ engine, set, revision, caller, time, durationUs: 1 });
    expect((await log.query({}, { limit: 10 })).items).toEqual([
      { ...decisionOf('ann'), id: expect.stringMatching(/^[\w-]{1,36}$/) },
    ]);
    expect(await log.coverage({})).toMatchObject({ decisions: 2, entries: 1 });
    expect(await log.series({}, ['outcome'])).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ outcome: 'error', decisions: 1 }),
      ]),
    );
    goAway();
    log.record(decisionOf('bob'));
    await log.flush();
    const [own] = readdirSync(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, own)).mode & 0o777).toBe(0o700);
    for (const file of filesIn(folder)) {
      expect([file, statSync(file).mode & 0o777]).toEqual([file, 0o600]);
    }
    comeBack();
    await until(async () => (await subjectsIn(log)).length === 2);
    await log.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('keeps what comes while the store is away, says so once, and stores each once when it is back', async () => {
    const log = await open();
    goAway();
    const names: string[] = [];
    for (let index = 0; index < 5_000; index++) {
      const name = `u${String(index).padStart(4, '0')}`;
      names.push(name);
      log.record(decisionOf(name));
    }
    await log.flush();
    log.record(decisionOf('last'));
    expect(log.waiting.records).toBe(5_001);
    expect((await log.coverage({})).waiting).toBe(5_001);
    expect(logger.warn).toHaveBeenCalledTimes(1);
    // It stores, and its answer is lost: everything is sent again.
    let isLost = true;
    before = async batch => {
      if (isLost) {
        isLost = false;
        before = async () => {};
        await archive.add(batch);
        throw new Error('the answer was lost');
      }
    };
    await until(async () => log.waiting.records === 0);
    expect(await log.coverage({})).toMatchObject({
      decisions: 5_001,
      entries: 5_001,
    });
    const seen: string[] = [];
    for await (const { items } of log.replay({})) {
      seen.push(...items.map(({ request }) => request.subject.id));
    }
    expect(seen.sort()).toEqual(['last', ...names].sort());
    expect(logger.info).toHaveBeenCalledWith(
      expect.stringContaining('stored again'),
    );
  });

  it('takes over what processes left that are no more, once, whatever is torn at its end', async () => {
    goAway();
    const torn = jest.fn();
    const left = await open({ staleMs: 6_000 });
    left.record(decisionOf('ann'));
    left.record(decisionOf('bob'));
    await left.flush();
    const [segment] = filesIn(folder).filter(name => name.endsWith('segment'));
    writeFileSync(segment, '\xd5\x1f and something half', {
      encoding: 'latin1',
      flag: 'a',
    });
    // Of others, which is nobody's business here.
    mkdirSync(join(folder, 'backups'));
    const [one, other] = await Promise.all([
      open({ staleMs: 600, onTorn: torn }),
      open({ staleMs: 600, onTorn: torn }),
    ]);
    comeBack();
    await until(async () => (await subjectsIn(one)).length === 2);
    other.record(decisionOf('carol'));
    expect(await subjectsIn(other)).toEqual(['ann', 'bob', 'carol']);
    await until(async () => torn.mock.calls.length === 1);
    expect((await one.coverage({})).decisions).toBe(3);
    expect(readdirSync(folder)).toContain('backups');
    // Whoever was thought dead finds another folder.
    left.record(decisionOf('dora'));
    await until(
      async () => (await subjectsIn(left)).join() === 'ann,bob,carol,dora',
    );
  });

  it('leaves out what has no room, counts it, and tells how much it is', async () => {
    goAway();
    const onLeftOut = jest.fn();
    const log = await open({ mostBytes: 100_000, onLeftOut });
    for (let index = 0; index < 1_000; index++) {
      log.record(decisionOf(`u${index}`));
    }
    await log.flush();
    expect(log.waiting.bytes).toBeLessThan(105_000);
    await expect(
      log.recordDurably(
        Array.from({ length: 100 }, (_, index) => decisionOf(`d${index}`)),
      ),
    ).resolves.toBeUndefined();
    await expect(
      log.recordDurably([decisionOf('too much')]),
    ).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining('no room'),
    });
    comeBack();
    await until(async () => log.waiting.bytes === 0);
    log.record(decisionOf('again'));
    await log.flush();
    const { decisions, entries } = await log.coverage({});
    expect(decisions).toBe(1_101);
    expect(decisions - entries).toBe(onLeftOut.mock.calls.length);
    expect(entries).toBeGreaterThan(200);
    expect(entries).toBeLessThan(600);
    expect(await subjectsIn(log)).toContain('again');
  });

  it('keeps so many entries of a second where that is asked for', async () => {
    const log = await open({ entriesPerSecond: 250, folder: undefined });
    for (let index = 0; index < 1_000; index++) {
      log.record(decisionOf('u', { decision: index % 4 === 0 }));
    }
    log.record(decisionOf('u', { time: '2026-05-05T10:00:01.000Z' }));
    expect(await log.coverage({})).toMatchObject({
      decisions: 1_001,
      entries: 251,
    });
  });

  it('stores all but what a store refuses for good, and counts that', async () => {
    const log = await open();
    before = async ({ decisions }) => {
      if (decisions.some(({ request }) => request.subject.id === 'poison')) {
        throw new InputError('of no use');
      }
    };
    for (let index = 0; index < 300; index++) {
      log.record(decisionOf(index === 77 ? 'poison' : `u${index}`));
    }
    expect(await log.coverage({})).toMatchObject({
      decisions: 300,
      entries: 299,
    });
    expect(await subjectsIn(log)).not.toContain('poison');
  });

  it('answers for what has to be kept only when it is, and says why it is not', async () => {
    const inMemory = await open({ folder: undefined });
    await inMemory.recordDurably([decisionOf('ann')]);
    goAway();
    await expect(
      inMemory.recordDurably([decisionOf('bob')]),
    ).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining('policies.decisions.spool.folder'),
    });
    const log = await open();
    await log.recordDurably([decisionOf('carol')]);
    // The disk is gone.
    rmSync(folder, { recursive: true });
    writeFileSync(folder, '');
    const deep: unknown[] = [];
    let inner = deep;
    for (let index = 0; index < 100_000; index++) {
      inner.push([]);
      inner = inner[0] as unknown[];
    }
    const { request } = decisionOf('deep');
    const nested = { ...request, context: { deep } };
    expect(() => log.record(decisionOf('', { request: nested }))).not.toThrow();
    await expect(
      log.recordDurably([decisionOf('', { request: nested })]),
    ).rejects.toMatchObject({ name: 'ServiceUnavailableError' });
  });
});
