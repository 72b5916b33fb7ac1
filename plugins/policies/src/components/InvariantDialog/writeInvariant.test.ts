import { RequestVocabulary } from '@internal/plugin-policies-common';
import { attributePaths } from './attributePaths';
import { quoteCedar } from './cedarText';
import { comparisonsOf, operandProblem } from './comparisons';
import { nameOfTitle } from './nameOfTitle';
import { Condition, InvariantDraft, writeInvariant } from './writeInvariant';

const long = { kind: 'long' as const };
const string = { kind: 'string' as const };
const user = { kind: 'entity' as const, types: ['Bank::User'] };

const vocabulary: RequestVocabulary = {
  actions: ['request', 'release'].map(name => ({
    name,
    subjectTypes: name === 'release' ? ['user', 'service'] : ['user'],
    resourceTypes: ['transfer'],
    context: [
      { name: 'mfa', required: false, type: { kind: 'boolean' } },
      ...(name === 'release'
        ? [{ name: 'batch', required: true, type: string }]
        : []),
    ],
  })),
  entityTypes: [
    {
      type: 'user',
      engineType: 'Bank::User',
      attributes: [
        { name: 'status', required: false, type: string },
        { name: 'home country', required: true, type: string },
      ],
      knownIds: [],
    },
    {
      type: 'service',
      engineType: 'Bank::Service',
      attributes: [],
      knownIds: [],
    },
    {
      type: 'transfer',
      engineType: 'Bank::Transfer',
      attributes: [
        { name: 'amount', required: true, type: long },
        { name: 'owner', required: true, type: user },
        {
          name: 'approvedBy',
          required: false,
          type: { kind: 'set', element: user },
        },
      ],
      knownIds: [],
    },
  ],
};

const blank: InvariantDraft = {
  kind: 'never',
  title: 'T',
  regulations: ['MiCA'],
  policies: [],
  subjectType: '',
  actions: ['request'],
  resourceType: '',
  join: 'all',
  conditions: [],
  raw: '',
};

/** A condition as the form makes it. */
function condition(
  label: string,
  id: string,
  value = '',
  entity = '',
): Condition {
  const path = attributePaths(vocabulary, blank).find(
    item => item.label === label,
  )!;
  const comparison = comparisonsOf(path.type, path.guards.length > 0).find(
    item => item.id === id,
  )!;
  expect(operandProblem(comparison, value, entity)).toBeUndefined();
  return { path, comparison, value, entity };
}

const write = (draft: Partial<InvariantDraft>) =>
  writeInvariant({ ...blank, ...draft }, vocabulary);

/** Conditions of the only clause, a line each. */
const clauseOf = (draft: Partial<InvariantDraft>) =>
  /when \{\n {2}([^]*)\n\}/.exec(write(draft))?.[1].split('\n  ');

describe('writeInvariant', () => {
  it('writes each kind with its head, annotations and conditions', () => {
    expect(
      write({
        title: 'Nothing leaves a frozen account',
        regulations: ['FATF R.16', 'MiCA'],
        policies: ['frozen-account', 'four-eyes'],
        subjectType: 'user',
        actions: ['request', 'release'],
        resourceType: 'transfer',
        conditions: [
          condition('subject.status', 'is', 'frozen'),
          condition('resource.amount', 'more', '0'),
        ],
        raw: 'context has batch &&\ncontext.batch like "a*"',
      }),
    ).toBe(`@title("Nothing leaves a frozen account")
@kind("never")
@regulation("FATF R.16; MiCA")
@policies("frozen-account, four-eyes")
forbid (
  principal is Bank::User,
  action in [Bank::Action::"request", Bank::Action::"release"],
  resource is Bank::Transfer
)
when {
  principal has status && principal.status == "frozen" &&
  resource.amount > 0
}
when {
  context has batch &&
  context.batch like "a*"
};
`);
    expect(write({ kind: 'at most', actions: [] })).toBe(
      '@title("T")\n@kind("at most")\n@regulation("MiCA")\npermit (\n  principal,\n  action,\n  resource\n);\n',
    );
    expect(write({ kind: 'at least' })).toContain(
      'permit (\n  principal,\n  action == Bank::Action::"request",\n  resource\n)',
    );
  });

  it('asks for what may be left out before it reads it, and takes absence as not equal', () => {
    const conditions = [
      condition('subject.status', 'not-is', 'active'),
      condition('resource.owner.status', 'is', 'frozen'),
      condition(
        'subject["home country"]'.replace(/\["(.*)"\]/, '.$1'),
        'is',
        'IR',
      ),
      condition('context.mfa', 'not-true'),
      condition('context.mfa', 'false'),
      condition('context.mfa', 'set'),
      condition('context.mfa', 'not-set'),
      condition('resource.owner', 'subject'),
      condition('resource.approvedBy', 'not-contains-subject'),
      condition('resource.owner', 'not-in', 'staff "x"', 'Bank::Role'),
    ];
    expect(clauseOf({ conditions })).toEqual([
      '!(principal has status && principal.status == "active") &&',
      'resource.owner has status && resource.owner.status == "frozen" &&',
      'principal["home country"] == "IR" &&',
      '!(context has mfa && context.mfa) &&',
      'context has mfa && !context.mfa &&',
      'context has mfa &&',
      '!(context has mfa) &&',
      'resource.owner == principal &&',
      '!(resource has approvedBy && resource.approvedBy.contains(principal)) &&',
      '!(resource.owner in Bank::Role::"staff \\"x\\"")',
    ]);
    expect(
      clauseOf({ conditions: conditions.slice(1, 3), join: 'any' }),
    ).toEqual([
      '(resource.owner has status && resource.owner.status == "frozen") ||',
      'principal["home country"] == "IR"',
    ]);
  });

  it('offers only what every request in the scope may say', () => {
    const labels = (actions: string[], subjectType = '') =>
      attributePaths(vocabulary, {
        subjectType,
        actions,
        resourceType: '',
      }).map(({ label }) => label);
    expect(labels(['release'])).toContain('context.batch');
    expect(labels(['release'])).not.toContain('subject.status');
    expect(labels(['release'], 'user')).toContain('subject.status');
    expect(labels(['request', 'release'])).not.toContain('context.batch');
    expect(labels([])).toContain('context.mfa');
    expect(attributePaths(undefined, blank)).toEqual([]);
  });

  it('takes whole numbers of Cedar and nothing else', () => {
    const [more] = comparisonsOf(long, false);
    const problems = [
      '',
      '1.5',
      '1e3',
      ' 1',
      '9223372036854775808',
      '1) || (1',
    ];
    problems.forEach(value =>
      expect(operandProblem(more, value, '')).toMatch(/whole number/),
    );
    ['0', '-9223372036854775808', '9223372036854775807'].forEach(value =>
      expect(operandProblem(more, value, '')).toBeUndefined(),
    );
  });

  it('escapes as Cedar does, whatever somebody types', () => {
    expect(quoteCedar('a"b\\c\nd\te\0f\u0007g\u202eh\ud800i🦊')).toBe(
      '"a\\"b\\\\c\\nd\\te\\0f\\u{7}g\\u{202e}h\\u{fffd}i🦊"',
    );
    expect(
      write({ title: '") permit(principal, action, resource); //' }),
    ).toMatch(
      /^@title\("\\"\) permit\(principal, action, resource\); \/\/"\)\n/,
    );
  });
});

describe('nameOfTitle', () => {
  it.each([
    ['Nothing leaves a frozen account', 'nothing-leaves-a-frozen-account'],
    ['  ../../Etc/Passwd?*  ', 'etc-passwd'],
    ['Größe übersteigt – nie!', 'grosse-ubersteigt-nie'],
    ['CON', 'invariant-con'],
    ['日本', 'invariant'],
    ['x'.repeat(300), 'x'.repeat(60)],
    ["Nobody's own", 'nobodys-own'],
    ['taken', 'taken-3'],
  ])('%s', (title, name) => {
    const taken = ['invariants/taken.cedar', 'invariants/Taken-2.cedar'];
    expect(nameOfTitle(title, taken)).toBe(name);
  });
});
