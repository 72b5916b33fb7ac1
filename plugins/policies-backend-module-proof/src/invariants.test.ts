import {
  ChangeCheck,
  ChangeDetail,
  InvariantReport,
} from '@internal/plugin-policies-common';
import { changeActions } from '@internal/plugin-policies-backend-module-changes/testUtils';
import { until } from '@internal/plugin-policies-node/testUtils';
import {
  asFiles,
  createCompany,
  SetsFolder,
  startPortal,
  toyFiles,
} from './__testUtils__/portal';
import { ToyEngine } from './__testUtils__/ToyEngine';

const never = {
  'invariants/no-large-reads.toy':
    'never | No large amount is read | FATF R.16\nforbid read 1001..2000',
};
const all = {
  ...never,
  'invariants/small-writes.toy':
    'at most | Only small amounts are written | DORA\npermit write 0..10',
  'invariants/tiny-reads.toy':
    'at least | Anybody reads tiny amounts | DORA\npermit read 0..5',
};

const late = {
  key: 'k',
  state: 'undecided' as const,
  reason: 'time' as const,
  message: 'It took longer than 60 s.',
};

describe('invariants', () => {
  const folder = new SetsFolder();
  let engine: ToyEngine;
  let portal: Awaited<ReturnType<typeof startPortal>>;
  const { propose, approve, publish, active } = changeActions(() => portal);

  const start = async (policies: object = {}) => {
    portal = await startPortal([folder.path], {
      features: [...createCompany().features, engine.feature],
      policies: {
        engines: { toy: {} },
        changes: {
          approvals: {
            fallback: 'group:default/platform',
            regulations: [{ regulation: 'FATF*', group: 'compliance' }],
          },
        },
        ...policies,
      },
    });
  };
  const write = (
    rules: string,
    replaced: Record<string, string | undefined> = never,
  ) => folder.write('records', toyFiles(rules, replaced));
  const change = async (
    rules: string,
    replaced: Record<string, string | undefined> = never,
  ) =>
    propose('ann', asFiles(toyFiles(rules, replaced)), {
      base: await active(),
    });
  const resultOf = ({ checkResults }: ChangeDetail) =>
    checkResults.find(({ name }) => name === 'invariants') as ChangeCheck & {
      report: InvariantReport;
    };
  const set = async () => (await portal.get('/sets/records')).body;

  beforeEach(() => {
    engine = new ToyEngine();
    folder.remove('records');
    write('permit read 0..1000');
  });
  afterEach(() => portal.stop());
  afterAll(() => folder.dispose());

  it('keep the last good revision active, and say which request breaks which of them', async () => {
    await start();
    const { revision, diagnostics } = await set();
    expect(diagnostics).toEqual([]);
    write('permit read 0..1200');
    await portal.refresh();
    expect(await set()).toMatchObject({
      revision,
      diagnostics: [
        {
          severity: 'error',
          file: 'invariants/no-large-reads.toy',
          message: `invariant 'no-large-reads' (“No large amount is read”, FATF R.16) is broken. Broken: a request is allowed that must never be. user 'alice' asks for 'read' on record 'r1' with {"amount":1001}`,
        },
      ],
    });
    write('permit read 0..900');
    await portal.refresh();
    const good = await set();
    expect(good.diagnostics).toEqual([]);
    expect(good.revision).not.toBe(revision);

    // Where it is not known, and no request is found, nothing is held up.
    engine.analyzer.instead = async () => late;
    write('permit read 0..800');
    await portal.refresh();
    expect((await set()).diagnostics).toEqual([
      expect.objectContaining({
        severity: 'warning',
        message: expect.stringMatching(
          /^it is not decided whether this revision keeps invariant 'no-large-reads': It took longer than 60 s\. Searched \d+ requests: none breaks it\.$/,
        ),
      }),
    ]);
    expect((await set()).revision).not.toBe(good.revision);
  });

  it('are searched where one is not decided, or where another one takes the time', async () => {
    const hard = {
      ...never,
      'invariants/aaa.toy': 'never | Too hard | DORA\nforbid write 1999..1999',
    };
    write('permit read 0..1000', hard);
    await start();
    const { revision } = await set();
    let asked = 0;
    engine.analyzer.instead = (question, { signal }) => {
      if (!('invariant' in question) || question.invariant !== 'aaa') {
        return undefined;
      }
      asked++;
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    };
    write('permit read 0..1100', hard);
    await portal.refresh();
    expect(await set()).toMatchObject({
      revision,
      diagnostics: [
        {
          severity: 'error',
          message: expect.stringContaining(`'no-large-reads'`),
        },
        {
          severity: 'warning',
          message: expect.stringContaining(`'aaa'`),
        },
      ],
    });
    expect(asked).toBe(2);

    engine.analyzer.instead = async () => late;
    write('permit read 0..1500', hard);
    await portal.refresh();
    expect(await set()).toMatchObject({
      revision,
      diagnostics: [
        {
          severity: 'error',
          message: expect.stringContaining(`'no-large-reads'`),
        },
        { severity: 'warning' },
      ],
    });
    const broken = await change('permit read 0..1500', hard);
    expect(resultOf(broken)).toMatchObject({
      state: 'failed',
      summary: 'Invariants: 1 broken, 1 not decided',
    });
  }, 60_000);

  it('are a check of changes, and refuse a publication all the same', async () => {
    write('permit read 0..1000\npermit write 0..10', all);
    await start();
    const kept = await change('permit read 0..999\npermit write 0..9', all);
    expect(resultOf(kept)).toMatchObject({
      title: 'Invariants',
      state: 'passed',
      blocking: true,
      summary: 'Invariants: 3 proven',
      report: {
        revision: kept.revision,
        versions: { analyzer: 'toy 1' },
        warnings: [],
        invariants: [
          {
            invariant: { name: 'no-large-reads', kind: 'never' },
            state: 'proven',
            sentence: 'Proven: no request breaks it.',
            key: expect.stringMatching(/^\w{64}$/),
          },
          { state: 'proven' },
          { state: 'proven' },
        ],
      },
    });
    const broken = await change('permit read 5..1500\npermit write 0..11', all);
    expect(resultOf(broken)).toMatchObject({
      state: 'failed',
      summary: 'Invariants: 3 broken',
      log: [
        expect.stringMatching(
          /^error: invariants\/no-large-reads\.toy: “No large amount is read” \(FATF R\.16\)\. .*"amount":1001/,
        ),
        expect.stringContaining('goes beyond what may be'),
        expect.stringMatching(/is denied that has to be allowed.*"amount":0/),
      ],
    });
    expect(
      (await publish('ann', broken).expect(409)).body.error.message,
    ).toContain(`'invariants' did not pass`);

    // What the check could not tell, the guard may.
    engine.analyzer.instead = async question =>
      question.kind === 'invariant'
        ? {
            key: 'k',
            state: 'undecided' as const,
            reason: 'unknown' as const,
            message: 'The solver does not know.',
          }
        : { key: 'k', state: 'holds' as const };
    const open = await change('permit * 0..10\npermit read 0..1000', {
      ...all,
      // No text but its own names the action, so that nobody tries it.
      'schema.toy': 'read 0..2000\nwrite 0..2000\nerase 0..5\n',
      'invariants/no-erasing.toy':
        'never | Nothing is erased | FATF R.16\nforbid erase 5..5',
    });
    expect(resultOf(open)).toMatchObject({
      state: 'passed',
      summary: 'Invariants: 4 not decided',
      log: expect.arrayContaining([
        expect.stringMatching(
          /^invariants\/no-large-reads\.toy: Not decided\. The solver does not know\. Searched/,
        ),
      ]),
    });
    const approved = (await approve('ben', open).expect(200)).body;
    engine.analyzer.instead = undefined;
    const before = await active();
    const { body } = await publish('ann', approved).expect(409);
    expect(body.error.message).toMatch(
      /must not become active: invariant 'no-erasing' \(“Nothing is erased”, FATF R\.16\) is broken.*'erase'.*"amount":5/,
    );
    expect(await active()).toBe(before);
  });

  it('are not taken away without those who watch over their regulation', async () => {
    await start();
    const requirements = async (detail: ChangeDetail) =>
      (
        await until(
          async () =>
            (
              await portal.as('ann').get(`/changes/${detail.id}`)
            ).body,
          found => found.requirements.length > 1,
        )
      ).requirements;
    const removed = await change('permit read 0..1000', {});
    expect(resultOf(removed)).toMatchObject({
      state: 'passed',
      summary: 'Invariants: 1 taken away or rewritten',
      log: [
        `warning: The change takes away invariant 'no-large-reads' (“No large amount is read”, FATF R.16): nothing has to keep it any more.`,
      ],
      report: { invariants: [], warnings: [expect.any(String)] },
    });
    expect(await requirements(removed)).toEqual([
      expect.objectContaining({ reason: 'owner' }),
      {
        reason: 'check',
        group: 'group:default/compliance',
        because: `It watches over FATF, which invariant 'no-large-reads' serves, and the change takes it away.`,
      },
    ]);
    const owned = (await approve('ben', removed).expect(200)).body;
    await publish('ann', owned).expect(409);

    const weaker = await change('permit read 0..1000', {
      'invariants/no-large-reads.toy':
        'never | No large amount is read | GDPR\nforbid read 1999..2000',
    });
    expect(resultOf(weaker)).toMatchObject({
      summary: 'Invariants: 1 proven, 1 taken away or rewritten',
      log: [expect.stringContaining('The change rewrites invariant')],
    });
    expect((await requirements(weaker))[1]).toMatchObject({
      group: 'group:default/compliance',
      because: expect.stringContaining('the change rewrites it'),
    });
    const moved = await change('permit read 0..1000', {
      'invariants/renamed.toy': never['invariants/no-large-reads.toy'],
    });
    expect((await requirements(moved))[1].group).toBe(
      'group:default/compliance',
    );
    // Whoever only adds one takes nothing away.
    const added = await change('permit read 0..1000', {
      ...never,
      'invariants/more.toy': 'never | No writes | FATF R.16\nforbid write 0..9',
    });
    expect(added.requirements).toHaveLength(1);
  });

  it('are not emptied by a schema without anybody noticing', async () => {
    const writes = {
      'invariants/no-writes.toy':
        'never | No writes | FATF R.16\nforbid write 5..9',
    };
    folder.remove('records');
    write('permit read 0..1000', writes);
    await start();
    const { revision } = await set();
    const without = { ...writes, 'schema.toy': 'read 0..2000\n' };
    const emptied = await change('permit read 0..1000', without);
    expect(resultOf(emptied)).toMatchObject({
      state: 'passed',
      summary: 'Invariants: 1 about nothing, 1 about less than before',
      log: [
        `warning: With the change, invariant 'no-writes' (“No writes”, FATF R.16) is about fewer kinds of requests, though its text is the same. It loses 'write' by user on record.`,
        'invariants/no-writes.toy: The schema admits no request that it is about.',
      ],
      report: { invariants: [{ state: 'empty' }] },
    });
    const { requirements } = await until(
      async () => (await portal.as('ann').get(`/changes/${emptied.id}`)).body,
      found => found.requirements.length > 1,
    );
    expect(requirements[1]).toMatchObject({
      group: 'group:default/compliance',
      because: `It watches over FATF, which invariant 'no-writes' serves, and the change makes it about fewer kinds of requests.`,
    });

    // Who writes to a source is asked by nobody: it is told where the set is.
    write('permit read 0..1000', without);
    await portal.refresh();
    expect((await set()).diagnostics).toEqual([
      expect.objectContaining({
        severity: 'warning',
        message: `invariant 'no-writes' is about nothing: the schema admits no request in its scope`,
      }),
    ]);
    folder.remove('records');
    write('permit read 0..1000', {});
    await portal.refresh();
    const bare = await set();
    expect(bare.diagnostics).toEqual([
      expect.objectContaining({
        severity: 'warning',
        message: `invariant 'no-writes' (“No writes”, FATF R.16) was taken away: nothing has to keep it any more`,
      }),
    ]);
    expect(bare.revision).not.toBe(revision);
  });

  it('are searched where the analyzer is missing, by what the engine decides', async () => {
    engine.analyzer.isThere = false;
    write('permit read 0..1000\npermit write 0..10', all);
    await start();
    const kept = await change('permit read 0..999\npermit write 0..10', all);
    expect(resultOf(kept)).toMatchObject({
      state: 'passed',
      summary: 'Invariants: 3 searched, none broken',
      log: [expect.stringContaining('The analyzer cannot be asked')],
    });
    expect(resultOf(kept).report.versions).toBeUndefined();
    for (const { state, searched, sentence } of resultOf(kept).report
      .invariants) {
      expect(state).toBe('searched');
      expect(searched).toBeGreaterThan(10);
      expect(sentence).toMatch(/^Searched \d+ requests: none breaks it\.$/);
    }
    const broken = await change('permit read 0..1001\npermit write 0..11', all);
    expect(resultOf(broken)).toMatchObject({
      state: 'failed',
      summary: 'Invariants: 2 broken, 1 searched, none broken',
    });
    // A request that breaks one is no less broken for want of a proof.
    const { revision } = await set();
    write('permit read 0..1500', all);
    await portal.refresh();
    expect(await set()).toMatchObject({
      revision,
      diagnostics: [
        expect.objectContaining({
          message: expect.stringContaining(`'no-large-reads'`),
        }),
      ],
    });
    expect(engine.mostDrafts).toBe(1);
  });

  it('stay broken for a revision when the analyzer that showed it goes away', async () => {
    const erasing = {
      'schema.toy': 'read 0..2000\nerase 0..5\n',
      'invariants/no-erasing.toy':
        'never | Nothing is erased | FATF R.16\nforbid erase 5..5',
    };
    write('permit read 0..1000', erasing);
    await start();
    const { revision } = await set();
    // No text but its own names the action, so that nobody tries it.
    write('permit * 0..1000', erasing);
    await portal.refresh();
    const refused = await set();
    expect(refused).toMatchObject({
      revision,
      diagnostics: [{ message: expect.stringContaining(`'no-erasing'`) }],
    });
    engine.analyzer.isThere = false;
    await portal.refresh();
    expect(await set()).toMatchObject({
      revision,
      diagnostics: refused.diagnostics,
    });
    // Another revision that nobody proved anything of is not held up.
    write('permit * 0..999', erasing);
    await portal.refresh();
    expect((await set()).revision).not.toBe(revision);
    engine.analyzer.isThere = true;
  });
});
