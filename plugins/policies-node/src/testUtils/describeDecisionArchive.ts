import {
  DecisionArchive,
  DecisionBatch,
  FailedDecision,
  IngestedDecision,
  LoggedDecision,
  Tally,
} from '../decisionLog';

const HOUR_MS = 3_600_000;
const START = Date.parse('2026-05-05T10:00:00.000Z');

/** An archive that was opened, and how it ends. */
export interface OpenDecisionArchive {
  archive: DecisionArchive;
  close(): Promise<void>;
}

/** Of a decision, what matters of it here; one of a set, a caller and an hour of its own by default. */
function decisionOf(parts: Partial<LoggedDecision> = {}): LoggedDecision {
  return {
    time: new Date(START).toISOString(),
    caller: 'component:default/a',
    set: 'records',
    revision: 'a'.repeat(64),
    engine: 'cedar',
    request: {
      subject: { type: 'user', id: 'é"\u0001\u0000\ud800\\u0000' },
      action: { name: 'read' },
      resource: { type: 'record', id: 'r1' },
    },
    decision: true,
    policies: ['read'],
    durationUs: 12,
    ...parts,
  };
}

/**
 * The conformance suite of {@link DecisionArchive}.
 *
 * @param open - opens one without decisions; called once a test
 */
export function describeDecisionArchive(
  name: string,
  open: () => Promise<OpenDecisionArchive>,
): void {
  describe(name, () => {
    let opened: OpenDecisionArchive;
    let log: DecisionArchive;
    let batch: DecisionBatch;
    let numbers = 0;

    beforeEach(async () => {
      opened = await open();
      log = opened.archive;
      batch = { decisions: [], counts: [] };
    });

    const record = (decision: LoggedDecision) => {
      batch.decisions.push({ ...decision, id: `recorded-${numbers++}` });
    };
    const countOf = (failure: FailedDecision) => {
      const tally = new Tally();
      tally.add(failure, 'error');
      return [...tally.take().values()];
    };
    const store = async () => {
      const stored = batch;
      batch = { decisions: [], counts: [] };
      // What is sent again changes nothing.
      await log.add(stored);
      expect(await log.add(stored)).toEqual({ added: 0 });
    };

    afterEach(() => opened.close());

    it('tells entries as they were recorded, newest first, in pages that lose and repeat none', async () => {
      // Many at the same time: a page has to end among them.
      const recorded = Array.from({ length: 45 }, (_, index) =>
        decisionOf({
          time: new Date(START + Math.floor(index / 20)).toISOString(),
          request: {
            subject: { type: 'user', id: `u${index}` },
            action: { name: 'read' },
            resource: { type: 'record', id: 'r1' },
          },
        }),
      );
      recorded.forEach(decision => record(decision));
      await store();
      const seen: LoggedDecision[] = [];
      const ids = new Set<string>();
      let cursor: string | undefined;
      do {
        const page = await log.query({}, { limit: 7, cursor });
        expect(page.total).toBe(45);
        for (const { id, ...decision } of page.items) {
          ids.add(id);
          seen.push(decision);
        }
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      expect(ids.size).toBe(45);
      expect(seen).toHaveLength(45);
      expect(seen).toEqual(expect.arrayContaining(recorded));
      const times = seen.map(({ time }) => time);
      expect(times).toEqual([...times].sort().reverse());
      await expect(
        log.query({}, { limit: 1, cursor: 'page 2' }),
      ).rejects.toMatchObject({ name: 'InputError' });
      const replayed: string[] = [];
      for await (const { items, cursor: end } of log.replay({})) {
        replayed.push(...items.map(({ id }) => id));
        cursor = end;
      }
      expect([replayed.length, new Set(replayed)]).toEqual([45, ids]);
      for await (const page of log.replay({}, cursor)) {
        throw new Error(`there is more after the end: ${page.items[0].id}`);
      }
      const half = await log.query({}, { limit: 20 });
      const rest: string[] = [];
      for await (const { items } of log.replay({}, half.nextCursor)) {
        rest.push(...items.map(({ id }) => id));
      }
      expect(rest).toEqual(replayed.slice(20));
    });

    it('finds by each part of a filter, alone and together', async () => {
      const later = new Date(START + 5_000).toISOString();
      const all = {
        plain: decisionOf(),
        denied: decisionOf({ decision: false, policies: [] }),
        other: decisionOf({ set: 'vault', caller: 'Component:default/B' }),
        newer: decisionOf({ revision: 'b'.repeat(64), time: later }),
        both: decisionOf({ policies: ['Read', 'write'], time: later }),
      };
      Object.values(all).forEach(decision => record(decision));
      await store();
      const found = async (filter: Parameters<DecisionArchive['query']>[0]) => {
        const { items, total } = await log.query(filter, { limit: 100 });
        expect(total).toBe(items.length);
        const names = items.map(({ id, ...decision }) => {
          expect(id).toBeDefined();
          return Object.entries(all).find(
            ([, known]) => JSON.stringify(known) === JSON.stringify(decision),
          )?.[0];
        });
        return names.sort().join(' ');
      };
      expect(await found({ sets: ['vault'] })).toBe('other');
      expect(await found({ sets: [] })).toBe('');
      expect(await found({ callers: ['component:default/b'] })).toBe('other');
      expect(await found({ outcomes: ['deny'] })).toBe('denied');
      expect(await found({ outcomes: ['error'] })).toBe('');
      expect(await found({ revision: 'b'.repeat(64) })).toBe('newer');
      expect(await found({ policy: 'read' })).toBe('newer other plain');
      expect(await found({ policy: 'write' })).toBe('both');
      expect(await found({ policy: '%' })).toBe('');
      expect(await found({ from: new Date(later) })).toBe('both newer');
      expect(await found({ to: new Date(later) })).toBe('denied other plain');
      expect(
        await found({
          sets: ['records'],
          outcomes: ['allow'],
          policy: 'read',
          to: new Date(later),
        }),
      ).toBe('plain');
    });

    it('counts exactly by what it is asked, errors among it, and by each policy that determined', async () => {
      const recordMany = (times: number, parts: Partial<LoggedDecision>) => {
        for (let index = 0; index < times; index++) {
          record(decisionOf(parts));
        }
      };
      const nextHour = new Date(START + HOUR_MS).toISOString();
      recordMany(3, {});
      recordMany(2, { decision: false, policies: [], durationUs: 300 });
      recordMany(4, { policies: ['read', 'write'], time: nextHour });
      recordMany(1, { set: 'vault', caller: 'b', durationUs: 9_999_999 });
      const { request, decision, policies, ...failed } = decisionOf();
      batch.counts.push({ id: 'failures', counts: countOf(failed) });
      await store();
      const told = async (...asked: Parameters<DecisionArchive['series']>) =>
        (await log.series(...asked))
          .map(({ decisions, entries, lastSeen, ...kind }) => {
            expect(Date.parse(lastSeen)).toBeGreaterThanOrEqual(START);
            return [decisions, kind];
          })
          .sort(([a], [b]) => (b as number) - (a as number));
      expect(await told({}, [])).toEqual([[11, {}]]);
      expect(await told({}, ['outcome'])).toEqual([
        [8, { outcome: 'allow' }],
        [2, { outcome: 'deny' }],
        [1, { outcome: 'error' }],
      ]);
      expect(await told({ sets: ['records'] }, ['policy'])).toEqual([
        [7, { policy: 'read' }],
        [4, { policy: 'write' }],
      ]);
      expect(
        await told({ policy: 'write' }, ['policy', 'caller', 'hour']),
      ).toEqual([
        [4, { policy: 'write', caller: 'component:default/a', hour: nextHour }],
      ]);
      expect(await told({ outcomes: ['allow', 'deny'] }, ['latency'])).toEqual([
        [7, { latencyUs: 50 }],
        [2, { latencyUs: 500 }],
        [1, {}],
      ]);
      expect(await told({ from: new Date(nextHour) }, ['set'])).toEqual([
        [4, { set: 'records' }],
      ]);
      expect(await told({ to: new Date(nextHour) }, ['revision'])).toEqual([
        [7, { revision: 'a'.repeat(64) }],
      ]);
      expect(await told({ sets: ['other'] }, [])).toEqual([]);
      expect(await log.coverage({ sets: ['records'] })).toEqual({
        decisions: 10,
        entries: 9,
        from: new Date(START).toISOString(),
        to: nextHour,
      });
      expect(await log.coverage({ sets: ['other'] })).toEqual({
        decisions: 0,
        entries: 0,
      });
    });

    it('tells the same request once, whatever the order of its parts, with how often it was asked', async () => {
      const { subject, action, resource } = decisionOf().request;
      record(decisionOf());
      record(decisionOf({ request: { resource, action, subject } }));
      record(decisionOf({ set: 'vault' }));
      await store();
      const distinct = await log.distinct({}, 10);
      expect(
        distinct.map(({ set, entries, request }) => [set, entries, request]),
      ).toEqual([
        ['records', 2, { subject, action, resource }],
        ['vault', 1, { subject, action, resource }],
      ]);
      expect(await log.distinct({}, 1)).toHaveLength(1);
      // The same, whatever else is asked besides.
      for (const filter of [
        { callers: ['component:default/a'] },
        { from: new Date(START) },
        { from: new Date(START - 1), to: new Date(START + 1) },
        { sets: ['records', 'vault'] },
      ]) {
        expect(await log.distinct(filter, 10)).toEqual(distinct);
      }
      expect(await log.distinct({ sets: ['vault'] }, 10)).toHaveLength(1);
      expect(await log.distinct({ sets: [] }, 10)).toEqual([]);
      expect(await log.distinct({ to: new Date(START) }, 10)).toEqual([]);
      const nextHour = new Date(START + HOUR_MS).toISOString();
      record(decisionOf({ time: nextHour }));
      await store();
      expect(await log.distinct({}, 1)).toMatchObject([
        { entries: 3, lastSeen: nextHour },
      ]);
      await log.deleteBefore(new Date(START + HOUR_MS));
      expect(await log.distinct({}, 10)).toMatchObject([{ entries: 1 }]);
    });

    it('takes decisions of elsewhere once each, however often and from however many they are sent', async () => {
      const sent = Array.from(
        { length: 250 },
        (_, index): IngestedDecision => ({
          ...decisionOf({ set: 'vault', decision: index % 2 === 0 }),
          id: `batch-1-${index}`,
        }),
      );
      const add = (decisions: IngestedDecision[]) =>
        log.add({ decisions, counts: [] });
      const results = await Promise.all([
        add(sent),
        add(sent.slice(100)),
        add([...sent.slice(0, 50), ...sent.slice(0, 50)]),
      ]);
      expect(results.reduce((sum, { added }) => sum + added, 0)).toBe(250);
      expect(await add(sent)).toEqual({ added: 0 });
      const { total, items } = await log.query(
        { sets: ['vault'] },
        { limit: 1 },
      );
      expect(total).toBe(250);
      expect(sent).toContainEqual(items[0]);
      expect(await log.series({}, ['outcome'])).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ outcome: 'allow', decisions: 125 }),
          expect.objectContaining({ outcome: 'deny', decisions: 125 }),
        ]),
      );
      const [first] = sent;
      for (const wrong of [
        { ...first, id: '' },
        { ...first, id: 'x'.repeat(37) },
        { ...first, id: 'new', time: 'yesterday' },
      ]) {
        await expect(
          log.add({
            decisions: [{ ...first, id: 'never-kept' }, wrong],
            counts: [{ id: 'never', counts: countOf(first) }],
          }),
        ).rejects.toMatchObject({ name: 'InputError' });
      }
      expect((await log.query({}, { limit: 1 })).total).toBe(250);
      expect(await log.series({}, [])).toMatchObject([{ decisions: 250 }]);
    });

    it('forgets entries and counts of whole hours together', async () => {
      record(decisionOf());
      record(decisionOf({ time: new Date(START + HOUR_MS).toISOString() }));
      await store();
      await log.deleteBefore(new Date(START + HOUR_MS + 1_000));
      expect((await log.query({}, { limit: 10 })).total).toBe(1);
      expect(await log.series({}, [])).toEqual([
        expect.objectContaining({ decisions: 1, entries: 1 }),
      ]);
    });

    it('forgets what is of some sets alone, and makes room for what comes as often as it is asked', async () => {
      for (const set of ['records', 'vault', 'ledger']) {
        record(decisionOf({ set }));
      }
      await Promise.all([log.prepare?.(), log.prepare?.(), store()]);
      const setsLeft = async () => {
        const left = (await log.series({}, ['set'])).map(({ set }) => set);
        const { items } = await log.query({}, { limit: 10 });
        expect(items.map(({ set }) => set).sort()).toEqual(left.sort());
        return left.sort();
      };
      const later = new Date(START + 2 * HOUR_MS);
      await log.deleteBefore(later, { only: ['vault'] });
      expect(await setsLeft()).toEqual(['ledger', 'records']);
      await log.deleteBefore(later, { only: [] });
      expect(await setsLeft()).toEqual(['ledger', 'records']);
      await log.deleteBefore(later, { except: ['ledger'] });
      expect(await setsLeft()).toEqual(['ledger']);
      await log.deleteBefore(later, { except: [] });
      expect(await setsLeft()).toEqual([]);
    });
  });
}
