import { mockServices } from '@backstage/backend-test-utils';
import { describeWithPrograms } from '@internal/plugin-policies-node/testUtils';
import { AnalysisQuestion, PolicyBundle } from '@internal/plugin-policies-node';
import { CedarEngine } from '../CedarEngine';
import { readCedarOptions } from '../CedarOptions';
import { bundleOf, estateBundle, smallBundle } from '../__testUtils__/bundles';

const signal = new AbortController().signal;

function replaceIn(
  bundle: PolicyBundle,
  path: string,
  from: string,
  to: string,
) {
  return bundleOf(
    bundle.files.map(file =>
      file.path === path
        ? { ...file, content: file.content.split(from).join(to) }
        : file,
    ),
  );
}

describeWithPrograms(['cedar', 'cvc5'], 'CedarAnalyzer', () => {
  let engine: CedarEngine;

  beforeAll(() => {
    engine = new CedarEngine({
      ...readCedarOptions('cedar', { liveWorkers: 1 }),
      logger: mockServices.logger.mock(),
    });
  });

  afterAll(() => engine.dispose());

  const ask = (question: AnalysisQuestion) =>
    engine.analyzer!.ask(question, { signal });
  const environmentOf = async (
    bundle: PolicyBundle,
    subject: string,
    action: string,
  ) => {
    const { environments } = await engine.analyzer!.read(bundle);
    return environments.find(
      environment =>
        environment.subject === subject && environment.action === action,
    )!.key;
  };

  it('proves that a lowered limit only tightens, and shows what a raised one lets through', async () => {
    expect(await engine.analyzer!.checkHealth()).toEqual({
      analyzer: expect.stringMatching(/^cedar 4\.14\./),
      solver: 'cvc5 1.3.1',
      engine: expect.stringMatching(/^Cedar 4\./),
    });
    const first = estateBundle('withdrawals');
    const second = replaceIn(
      first,
      'policies/daily-limit.cedar',
      '10000',
      '1000',
    );
    const environment = await environmentOf(first, 'user', 'request');
    expect(
      await ask({
        kind: 'implies',
        environment,
        first: second,
        second: first,
      }),
    ).toEqual({
      state: 'holds',
      assumes: [],
      key: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const tighter = await ask({
      kind: 'implies',
      environment,
      first,
      second,
    });
    expect(tighter).toMatchObject({
      state: 'fails',
      counterexample: { before: true, after: false },
    });
    expect(
      await ask({ kind: 'equivalent', environment, first, second }),
    ).toMatchObject({ state: 'fails' });
  });

  it('does not pass over entities that nobody stored, where policies ask whether they are', async () => {
    const first = estateBundle('custody');
    // What is not known to be cold counts as cold, and then only what is known to be.
    const second = replaceIn(
      first,
      'policies/ceremony-room-for-cold.cedar',
      '(resource.vault has tier && resource.vault.tier != "cold") ||',
      '!(resource.vault has tier && resource.vault.tier == "cold") ||',
    );
    const wider = (environment: string) =>
      ask({ kind: 'implies', environment, first: second, second: first });
    const approved = await wider(await environmentOf(first, 'user', 'approve'));
    expect(approved).toMatchObject({
      state: 'fails',
      counterexample: {
        before: true,
        after: false,
        request: {
          resource: {
            properties: {
              vault: { type: 'Meridian::Vault', id: 'unknown-vault' },
            },
          },
        },
      },
    });
    // A vault has to be known for that, or nothing is proposed.
    expect(await wider(await environmentOf(first, 'user', 'propose'))).toEqual({
      state: 'holds',
      key: expect.any(String),
      assumes: [],
    });
    const unguarded = replaceIn(
      first,
      'policies/keyholders-approve.cedar',
      'when { context has hardwareKey && context.hardwareKey };',
      'when { context has hardwareKey && resource.vault.book == "client" };',
    );
    expect(
      await ask({
        kind: 'implies',
        environment: await environmentOf(first, 'user', 'approve'),
        first: unguarded,
        second: replaceIn(
          unguarded,
          'policies/keyholders-approve.cedar',
          'context has hardwareKey &&',
          '',
        ),
      }),
    ).toMatchObject({
      state: 'holds',
      assumes: [],
    });
  });

  it('answers under a schema of hundreds of types with the strangest of names', async () => {
    const strange = 'x"\\ \\"; $(exit 1) `\' --schema=/etc/passwd é';
    const written = JSON.stringify(strange);
    const types = Array.from({ length: 400 }, (_, index) => `Type${index}`);
    const set = smallBundle({
      'schema.cedarschema': `${types
        .map(type => `entity ${type} { other?: Type0 };`)
        .join('\n')}
entity user in [Type1] { level: Long };
entity record { owner: user, ${written}: Long };
action ${written} appliesTo { principal: user, resource: record };
`,
      'policies/read.cedar': `permit (principal, action, resource)
when { resource[${written}] > 3 };
`,
    });
    const { environments } = await engine.analyzer!.read(set);
    expect(environments.map(({ action }) => action)).toEqual([strange]);
    const [{ key: environment }] = environments;
    expect(
      await ask({ kind: 'always-denies', environment, set }),
    ).toMatchObject({
      state: 'fails',
      counterexample: { after: true, request: { action: { name: strange } } },
    });
  });

  it('passes over no error, no unknown person and no number that JSON rounds', async () => {
    const all = 'permit (principal, action, resource);\n';
    const reads = (text: string) =>
      smallBundle({ 'policies/read.cedar': text });
    const wider = async (base: string, proposed: string) => {
      const [second, first] = [reads(base), reads(proposed)];
      const { environments } = await engine.analyzer!.read(first);
      return ask({
        kind: 'implies',
        environment: environments[0].key,
        first,
        second,
      });
    };
    const taken = async (statement: string) => wider(all + statement, all);
    for (const guard of [
      'forbid (principal, action, resource) unless { principal has level };',
      'forbid (principal, action, resource) unless { resource has amount };',
      'forbid (principal, action, resource) when { resource.owner.level > 3 || resource.owner.level <= 3 };',
    ]) {
      expect([guard, (await taken(guard)).state]).toEqual([guard, 'fails']);
    }
    expect(
      await taken(
        'forbid (principal, action, resource) when { (if resource.amount > 3 then resource.owner else principal) has level && resource.amount < 0 && resource.amount > 0 };',
      ),
    ).toEqual({
      state: 'holds',
      key: expect.any(String),
      assumes: [expect.stringMatching(/nobody stored are not covered/)],
    });
    // It is one for amounts up to 1,000, and beyond that the first fails.
    expect(
      await wider(
        `${all}forbid (principal, action, resource) when { resource.amount + 9223372036854774807 > 9223372036854774907 };`,
        `${all}forbid (principal, action, resource) when { resource.amount > 100 && resource.amount <= 1000 };`,
      ),
    ).toMatchObject({
      state: 'holds',
      assumes: [
        expect.stringMatching(/nobody stored/),
        expect.stringMatching(/policy 'read' gives an error/),
      ],
    });
  });

  it('judges statements and environments', async () => {
    const bundle = smallBundle({
      'policies/read.cedar': `permit (principal, action == Action::"read", resource)
when { resource.owner == principal && resource.amount <= 100 };
permit (principal, action == Action::"read", resource)
when { resource.owner == principal && resource.amount <= 50 };
permit (principal, action, resource)
when { resource.amount > 5 && resource.amount < 5 };
permit (principal, action, resource)
when { resource.amount * 2 > 500 && principal.level > 7 };
`,
    });
    const { statements, environments } = await engine.analyzer!.read(bundle);
    expect(statements.map(({ mayFail }) => mayFail)).toEqual([
      false,
      false,
      false,
      true,
    ]);
    const [{ key: environment }] = environments;
    const states = async (
      kind: 'never-matches' | 'removable' | 'never-errors' | 'always-matches',
    ) =>
      Promise.all(
        statements.map(
          async ({ id: statement }) =>
            (await ask({ kind, environment, set: bundle, statement })).state,
        ),
      );
    expect(await states('never-matches')).toEqual([
      'fails',
      'fails',
      'holds',
      'fails',
    ]);
    expect(await states('removable')).toEqual([
      'fails',
      'holds',
      'holds',
      'fails',
    ]);
    expect(await states('never-errors')).toEqual([
      'holds',
      'holds',
      'holds',
      // No number that a request can say is too large for it.
      'holds',
    ]);
    expect(await states('always-matches')).toEqual([
      'fails',
      'fails',
      'fails',
      'fails',
    ]);
    for (const kind of ['always-allows', 'always-denies'] as const) {
      expect((await ask({ kind, environment, set: bundle })).state).toBe(
        'fails',
      );
    }
  });
});
