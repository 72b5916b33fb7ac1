import {
  ChangeCheck,
  ChangeDetail,
  ProofReport,
} from '@internal/plugin-policies-common';
import { changeActions } from '@internal/plugin-policies-backend-module-changes/testUtils';
import { Gate, until } from '@internal/plugin-policies-node/testUtils';
import {
  asFiles,
  createCompany,
  SetsFolder,
  startPortal,
  toyFiles,
} from './__testUtils__/portal';
import { ToyEngine } from './__testUtils__/ToyEngine';

describe('the proof of a change', () => {
  const folder = new SetsFolder();
  let engine: ToyEngine;
  let portal: Awaited<ReturnType<typeof startPortal>>;
  const { propose, approve, active } = changeActions(() => portal);

  const start = async (proof: object = {}) => {
    portal = await startPortal([folder.path], {
      features: [...createCompany().features, engine.feature],
      policies: {
        engines: { toy: {} },
        proof,
        changes: { approvals: { fallback: 'group:default/platform' } },
      },
    });
  };
  const change = async (
    rules: string,
    replaced: Record<string, string | undefined> = {},
  ) =>
    propose('ann', asFiles(toyFiles(rules, replaced)), {
      base: await active(),
    });
  const proofOf = ({ checkResults }: ChangeDetail) =>
    checkResults.find(({ name }) => name === 'proof') as ChangeCheck & {
      report: ProofReport;
    };

  beforeEach(() => {
    engine = new ToyEngine();
    folder.write('records', toyFiles('permit read 0..1000'));
  });
  afterEach(() => portal.stop());
  afterAll(() => folder.dispose());

  it('says in a sentence what opens up and what is closed, with the request that shows it', async () => {
    await start();
    const base = await active();
    const lowered = await change('permit read 0..100');
    expect(proofOf(lowered)).toMatchObject({
      title: 'Proof',
      state: 'passed',
      blocking: false,
      summary:
        'Proven: only tighter. Nothing that was denied becomes allowed; something is closed for 1 kind of request.',
      log: [
        `'read' by user on record is closed; allowed before, denied now: ${JSON.stringify(
          {
            subject: { type: 'user', id: 'alice' },
            action: { name: 'read' },
            resource: { type: 'record', id: 'r1', properties: { amount: 101 } },
          },
        )}`,
      ],
      report: {
        verdict: 'tighter',
        way: 'proven',
        versions: { analyzer: 'toy 1', solver: 'all 1', engine: '1' },
        unproven: [],
        base,
        revision: lowered.revision,
        environments: [
          {
            environment: {
              subject: 'user',
              action: 'read',
              resource: 'record',
            },
            wider: { state: 'proven', key: expect.stringMatching(/^\w{64}$/) },
            tighter: {
              state: 'found',
              counterexample: {
                before: true,
                after: false,
                request: { resource: { properties: { amount: 101 } } },
              },
            },
          },
          { wider: { state: 'proven' }, tighter: { state: 'proven' } },
        ],
      },
    });
    const raised = await change('permit read 0..1200\npermit write 7..7');
    expect(proofOf(raised)).toMatchObject({
      summary:
        'Proven: nothing that was allowed becomes denied; 2 kinds of requests open up.',
      report: {
        verdict: 'wider',
        environments: [
          {
            wider: {
              counterexample: {
                before: false,
                after: true,
                request: { resource: { properties: { amount: 1001 } } },
              },
            },
          },
          { wider: { counterexample: { after: true } } },
        ],
      },
    });
    expect(
      proofOf(await change('permit read 0..500\npermit read 400..1000')),
    ).toMatchObject({
      summary: 'Proven: nothing changes.',
      report: { verdict: 'equal' },
    });
    expect(proofOf(await change('permit read 5..1005'))).toMatchObject({
      summary:
        '1 kind of request opens up, and something is closed for 1 kind of request, each with a request that shows it.',
      report: { verdict: 'both' },
    });
    // What is known of two revisions is not asked again.
    const asked = engine.analyzer.questions.length;
    await portal
      .as('ann')
      .post(`/changes/${raised.id}/checks`, { checks: ['proof'] })
      .expect(200);
    await until(async () => {
      const { body } = await portal.as('ann').get(`/changes/${raised.id}`);
      return proofOf(body).state === 'passed';
    });
    expect(engine.analyzer.questions).toHaveLength(asked);
  });

  it('is part of the evidence, with what was asked', async () => {
    await start();
    const namesIn = async ({ id }: ChangeDetail) => {
      const { body } = await portal
        .as('ann')
        .get(`/changes/${id}/evidence`)
        .responseType('blob')
        .expect(200);
      return body.toString('latin1');
    };
    const lowered = await change('permit read 0..100');
    const pack = await namesIn(lowered);
    expect(pack).toContain('proofs/questions.json');
    const [{ wider, tighter }] = proofOf(lowered).report.environments;
    for (const { key } of [wider, tighter]) {
      for (const file of ['question.json', 'question.toy', 'command.txt']) {
        expect(pack).toContain(`proofs/${key!.slice(0, 16)}/${file}`);
      }
    }
    // An analyzer that asks otherwise by now gives no questions of before.
    const { export: original } = engine.analyzer;
    engine.analyzer.export = async question => ({
      ...(await original.call(engine.analyzer, question)),
      key: 'f'.repeat(64),
    });
    const later = await namesIn(lowered);
    expect(later).toContain('proofs/missing.txt');
    expect(later).not.toContain('proofs/questions.json');
    // What was searched has none.
    engine.analyzer.isThere = false;
    expect(await namesIn(await change('permit read 0..99'))).not.toContain(
      'proofs/',
    );
  });

  it('claims nothing of what no proof is about', async () => {
    await start();
    const stored = await change('permit read 0..100', {
      'entities.json': '[{}]',
    });
    expect(proofOf(stored)).toMatchObject({
      summary:
        'The policies are proven to allow nothing new; the stored entities changed too, and no proof is about those.',
      report: {
        verdict: 'tighter',
        unproven: [
          expect.stringContaining(
            `The stored entities changed ('entities.json')`,
          ),
        ],
      },
    });
    const types = toyFiles('permit read 0..1000')['policy-set.yaml'].replace(
      '[record]',
      '[record]\n  types: { user: Person }',
    );
    const wider = await change('permit read 0..1000', {
      'schema.toy': 'read 0..3000\nwrite 0..2000\nlook 0..5\n',
      'policy-set.yaml': types,
    });
    expect(proofOf(wider)).toMatchObject({
      summary: `The policies are proven to decide the same; the schema and 'spec.types' changed too, and no proof is about those.`,
      report: {
        verdict: 'equal',
        unproven: [
          expect.stringContaining('under the proposed schema'),
          expect.stringContaining(`'spec.types'`),
        ],
        environments: [{}, {}, { environment: { action: 'look' } }],
      },
    });
    // Both sides were asked about under the proposed schema.
    const implied = engine.analyzer.questions.flatMap(question =>
      'second' in question && question.environment === 'read'
        ? [question.second, question.first]
        : [],
    );
    expect(
      implied
        .slice(-4)
        .map(
          ({ files }) =>
            files.find(({ path }) => path === 'schema.toy')!.content,
        ),
    ).toEqual(Array(4).fill('read 0..3000\nwrite 0..2000\nlook 0..5\n'));
  });

  it('is undecided, and no proof, where the analyzer hangs, fails, talks nonsense or is contradicted', async () => {
    await start({ seconds: 1 });
    engine.analyzer.instead = question =>
      question.environment === 'write' ? new Promise(() => {}) : undefined;
    expect(proofOf(await change('permit read 0..100'))).toMatchObject({
      state: 'passed',
      summary:
        'Not decided for 1 of 2 kinds of requests; of what is, something is closed for 1 kind of request.',
      log: expect.arrayContaining([
        expect.stringContaining(
          'The 1 s that these questions together may take',
        ),
      ]),
      report: { verdict: 'undecided' },
    });
    engine.analyzer.instead = question => {
      if (question.environment === 'write') {
        throw new Error('out of memory');
      }
      return Promise.resolve({ state: 'sure' } as any);
    };
    const broken = proofOf(await change('permit read 0..101'));
    expect(broken.report.verdict).toBe('undecided');
    expect(broken.log).toEqual([
      expect.stringContaining('something that is no answer'),
      expect.stringContaining('something that is no answer'),
      expect.stringContaining('The analyzer failed: out of memory'),
      expect.stringContaining('The analyzer failed: out of memory'),
    ]);
    engine.analyzer.instead = async () => ({
      key: 'k',
      state: 'disagrees',
      message: 'the analyzer says allowed and the engine denied.',
      counterexample: {
        request: {
          subject: { type: 'user', id: 'alice' },
          action: { name: 'read' },
          resource: { type: 'record', id: 'r9' },
        },
        after: false,
        policies: [],
      },
    });
    const contradicted = proofOf(await change('permit read 0..102'));
    expect(contradicted).toMatchObject({
      state: 'failed',
      summary: expect.stringContaining('contradict each other'),
    });
    expect(contradicted.log[0]).toMatch(/^error: 'read' by user.*"id":"r9"/);
    // Nothing of that was kept.
    engine.analyzer.instead = undefined;
    expect(proofOf(await change('permit read 0..102')).report.verdict).toBe(
      'tighter',
    );
  });

  it('is a search where the analyzer is missing or nothing can be proven, and says so', async () => {
    engine.analyzer.isThere = false;
    await start();
    const raised = proofOf(await change('permit read 0..1300'));
    expect(raised).toMatchObject({
      state: 'passed',
      summary: expect.stringMatching(
        /^Searched [\d,]+ requests: \d+ that were denied become allowed\.$/,
      ),
      report: {
        verdict: 'wider',
        way: 'searched',
        environments: expect.arrayContaining([
          expect.objectContaining({
            wider: {
              state: 'found',
              counterexample: expect.objectContaining({
                before: false,
                after: true,
                policies: ['limit'],
              }),
            },
            tighter: { state: 'searched' },
          }),
        ]),
      },
    });
    expect(raised.report.versions).toBeUndefined();
    expect(raised.log[0]).toMatch(
      /^The analyzer cannot be asked.*the program 'toy' is not installed/,
    );
    const same = proofOf(
      await change('permit read 0..400\npermit read 401..1000'),
    );
    expect(same.summary).toMatch(/^Searched [\d,]+ requests: none differs\.$/);
    expect(JSON.stringify([same, raised])).not.toMatch(/[Pp]roven:/);
    // The same revisions are tried in the same way, a draft at a time.
    expect(
      proofOf(await change('permit read 0..400\npermit read 401..1000')).report,
    ).toEqual(same.report);
    expect(engine.mostDrafts).toBe(1);

    engine.analyzer.isThere = true;
    expect(
      proofOf(await change('permit read 0..9', { 'schema.toy': undefined })),
    ).toMatchObject({
      report: { way: 'searched', verdict: 'tighter' },
      log: expect.arrayContaining([
        'Nothing can be proven of it: the set has no schema, so that nobody knows which requests there are',
      ]),
    });
  });

  it('asks the group of a rule, unless it proves that nothing opens up', async () => {
    await start({
      approvals: [
        { regulation: 'MiCA', group: 'compliance' },
        { regulation: 'GDPR', group: 'payers' },
      ],
    });
    const asked = ({ requirements }: ChangeDetail) =>
      requirements.map(({ reason, group }) => `${reason} ${group}`);
    const settled = async (detail: ChangeDetail) =>
      until(
        async () => (await portal.as('ann').get(`/changes/${detail.id}`)).body,
        ({ requirements }) => requirements.length > 1,
      );
    const watched = [
      'owner group:default/testers',
      'check group:default/compliance',
    ];

    expect(asked(await change('permit read 0..100'))).toEqual([watched[0]]);
    const wider = await settled(await change('permit read 0..1001'));
    expect(asked(wider)).toEqual(watched);
    expect(wider.requirements[1].because).toMatch(
      /^The set serves MiCA, and it is not proven that nothing opens up: Proven: nothing that was allowed/,
    );
    expect(wider.requirements[1]).toMatchObject({
      second: true,
      because: expect.stringMatching(
        / It takes another person than whoever approves for the owner\.$/,
      ),
    });
    expect(proofOf(wider).blocking).toBe(true);
    const owned = (await approve('ben', wider).expect(200)).body;
    expect(owned.state).toBe('in-review');
    expect((await approve('dora', wider).expect(200)).body.state).toBe(
      'approved',
    );
    // So does what is not proven, whatever the reason.
    expect(
      asked(
        await settled(
          await change('permit read 0..100', { 'entities.json': '[1]' }),
        ),
      ),
    ).toEqual(watched);
    engine.analyzer.instead = async () => ({
      key: 'k',
      state: 'undecided',
      reason: 'unknown',
      message: 'The solver does not know.',
    });
    expect(asked(await settled(await change('permit read 0..98')))).toEqual(
      watched,
    );
    engine.analyzer.instead = undefined;
    engine.analyzer.isThere = false;
    expect(asked(await settled(await change('permit read 0..97')))).toEqual(
      watched,
    );
    // A new set was never less.
    const fresh = asFiles(
      toyFiles('permit read 0..5', {
        'policy-set.yaml': toyFiles('')
          ['policy-set.yaml'].replace('name: records', 'name: parcels')
          .replace('[record]', '[parcel]'),
      }),
    );
    const { body } = await portal
      .as('ann')
      .post('/changes', {
        set: 'parcels',
        title: 'New',
        files: fresh,
        submit: true,
      })
      .expect(201);
    const created = await settled(body);
    expect(asked(created)).toEqual(watched);
  });

  it('counts findings among the house rules, and on the scorecard', async () => {
    await start();
    const flawed = await change('permit read 0..1000\npermit read 1..5');
    const rules = flawed.checkResults.find(
      ({ name }) => name === 'house-rules',
    )!;
    expect(rules.log).toContainEqual(
      expect.stringMatching(
        /^warning: policies\/limit\.toy: Without a statement of policy 'limit' the set decides the same/,
      ),
    );
    engine.analyzer.instead = async () => ({
      key: 'k',
      state: 'undecided',
      reason: 'time',
      message: 'It took longer than 60 s.',
    });
    const open = await change('permit read 0..1000\npermit read 1..6');
    expect(
      open.checkResults.find(({ name }) => name === 'house-rules')!.log,
    ).toContainEqual(
      expect.stringMatching(
        /^warning: the analyzer did not answer \d+ of its questions/,
      ),
    );
    engine.analyzer.instead = undefined;
    folder.write('records', toyFiles('permit read 0..1000\npermit read 1..7'));
    await portal.refresh();
    const { checklist } = await until(
      async () => (await portal.get('/sets/records/scorecard')).body,
      ({ checklist: items }) =>
        items.some((item: any) => item.id === 'findings' && item.help),
    );
    expect(checklist.find(({ id }: any) => id === 'findings')).toMatchObject({
      title: 'No findings of the analyzer',
      state: 'todo',
      detail: expect.stringMatching(/^1 finding: Without a statement/),
    });
  });

  it('ends when it is cancelled, and tells how far it is', async () => {
    await start();
    const gate = new Gate();
    let signal: AbortSignal | undefined;
    engine.analyzer.instead = (question, options) => {
      if (question.kind !== 'implies') {
        return undefined;
      }
      signal = options.signal;
      return gate.pass().then(() => ({ key: 'k', state: 'holds' as const }));
    };
    const { body } = await portal
      .as('ann')
      .post('/changes', {
        set: 'records',
        title: 'Lower',
        files: asFiles(toyFiles('permit read 0..7')),
        base: await active(),
      })
      .expect(201);
    await until(() => gate.count);
    await portal
      .as('ann')
      .post(`/changes/${body.id}/checks`, { action: 'cancel' })
      .expect(200);
    expect(await until(() => signal!.aborted)).toBe(true);
    gate.open();
  });
});
