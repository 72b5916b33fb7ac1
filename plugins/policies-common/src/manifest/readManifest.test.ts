import { readManifest } from './readManifest';

const MANIFEST = `apiVersion: policies.internal/v1alpha1
kind: PolicySet
metadata:
  name: withdrawals
  title: Withdrawals
spec:
  domain: withdrawals
  owner: group:default/team-withdrawals
  engine: cedar
  resourceTypes: [Withdrawal]
  policies:
    - name: daily-limit
      title: Daily limit
    - name: frozen-account
      title: Frozen accounts
      files: [policies/frozen.cedar]
`;

/** `line: message` of each diagnostic; all are errors of the manifest with a fix. */
function problems(content: string): string[] {
  const { manifest, diagnostics } = readManifest(content);
  expect(manifest).toBeUndefined();
  for (const diagnostic of diagnostics) {
    expect(diagnostic).toEqual({
      severity: 'error',
      source: 'portal',
      file: 'policy-set.yaml',
      range: expect.any(Object),
      message: expect.any(String),
      help: expect.stringMatching(/.+\.$|.+file\.$/),
    });
  }
  return diagnostics.map(
    ({ range, message }) => `${range?.startLine}: ${message}`,
  );
}

const change = (from: string, to: string) => {
  expect(MANIFEST).toContain(from);
  return MANIFEST.replace(from, to);
};

describe('readManifest', () => {
  it('reads a manifest and fills in defaults', () => {
    const { manifest, diagnostics } = readManifest(MANIFEST);
    expect(diagnostics).toEqual([]);
    expect(manifest).toEqual({
      apiVersion: 'policies.internal/v1alpha1',
      kind: 'PolicySet',
      metadata: { name: 'withdrawals', title: 'Withdrawals', tags: [] },
      spec: {
        domain: 'withdrawals',
        owner: 'group:default/team-withdrawals',
        lifecycle: 'production',
        engine: 'cedar',
        resourceTypes: ['Withdrawal'],
        types: {},
        redact: [],
        policies: [
          {
            name: 'daily-limit',
            title: 'Daily limit',
            lifecycle: 'production',
            regulations: [],
          },
          {
            name: 'frozen-account',
            title: 'Frozen accounts',
            lifecycle: 'production',
            regulations: [],
            files: ['policies/frozen.cedar'],
          },
        ],
      },
    });
  });

  it('names line, column and fix of each wrong value', () => {
    expect(
      readManifest(change('name: frozen-account', 'name: Frozen Account'))
        .diagnostics,
    ).toEqual([
      {
        severity: 'error',
        source: 'portal',
        file: 'policy-set.yaml',
        range: { startLine: 14, startColumn: 13, endLine: 14, endColumn: 27 },
        message:
          "'spec.policies.1.name': a policy name is lower case letters, digits and single dashes",
        help: expect.stringContaining('policy-set.schema.json'),
      },
    ]);
    expect(
      problems(
        change('engine: cedar', 'engine: 7\n  lifecycle: live').replace(
          'title: Daily limit',
          'titel: Daily limit',
        ),
      ),
    ).toEqual([
      expect.stringMatching(/^10: 'spec\.lifecycle': .*"experimental"/),
      expect.stringMatching(/^9: 'spec\.engine': .*expected string/),
      expect.stringMatching(/^13: 'spec\.policies\.0\.title': /),
      "14: 'spec.policies.0.titel' is no known key",
    ]);
    expect(
      problems(change('owner: group:default/team', 'owner: a:b:c')),
    ).toEqual([
      expect.stringMatching(/^8: 'spec\.owner': an entity reference is/),
    ]);
  });

  it('refuses names that are given twice or too long for the catalog', () => {
    expect(problems(change('frozen-account', 'daily-limit'))).toEqual([
      "14: two policies are named 'daily-limit'",
    ]);
    const long = 'a'.repeat(60);
    expect(problems(change('frozen-account', long))).toEqual([
      `14: 'withdrawals.${long}' is longer than the 63 characters the catalog allows for a name`,
    ]);
    expect(
      problems(change('kind: PolicySet', 'kind: PolicySet\nkind: x')),
    ).toEqual(["3: the key 'kind' is given twice"]);
  });

  it.each([
    '../policies/a.cedar',
    'policies/../../a.cedar',
    '/etc/passwd',
    './a.cedar',
    'a//b.cedar',
    'policies/',
    '..',
    'c:/a.cedar',
    'policies\\a.cedar',
    '"a\\n/../../b"',
    '"a\\0b"',
    '""',
  ])('keeps the path %s inside the folder of the set', path => {
    const [first] = problems(change('policies/frozen.cedar', path));
    expect(first).toMatch(/^16: 'spec\.policies\.1\.files\.0': /);
  });

  it.each(['..a/b..cedar', '.hidden/a.cedar', '...', 'ä/b c.cedar'])(
    'accepts the path %s',
    path => {
      expect(
        readManifest(change('policies/frozen.cedar', path)).diagnostics,
      ).toEqual([]);
    },
  );

  it('says what a file that is no manifest is', () => {
    for (const [content, received] of [
      ['', 'null'],
      ['# nothing yet\n', 'null'],
      ['- a\n- b\n', 'array'],
      ['hello', 'string'],
      ['&a [*a]', 'array'],
    ]) {
      expect(problems(content)[0]).toMatch(
        content.startsWith('&')
          ? /nests deeper/
          : new RegExp(`^1: 'document': .*received ${received}`),
      );
    }
    expect(problems(`${MANIFEST}---\nkind: Other\n`)).toEqual([
      "17: 'policy-set.yaml' holds more than one YAML document",
    ]);
    expect(problems('a: [1\nb: 2')[0]).toMatch(
      /^2: 'policy-set\.yaml' is not valid YAML: /,
    );
    expect(problems('!!js/function "x"')[0]).toMatch(
      /js\/function' does not fit/,
    );
  });

  it('stays quick and alive on hostile files', () => {
    const deep = /'policy-set\.yaml' nests deeper than 100 levels/;
    for (const content of [
      '['.repeat(10_000),
      `${'{a: '.repeat(10_000)}1${'}'.repeat(10_000)}`,
      '- '.repeat(10_000),
      // brackets that are not brackets do not hide real ones
      '[ #]\n'.repeat(10_000),
      '["]",'.repeat(10_000),
      `${'[ #]\n'.repeat(500)}${']\n'.repeat(500)}`,
    ]) {
      expect(problems(content)).toEqual([expect.stringMatching(deep)]);
    }
    // so do aliases, without a bracket in sight
    const chain = Array.from(
      { length: 99 },
      (_, index) => `  - &a${index + 1} [*a${index}]\n`,
    );
    expect(problems(`- - &a0 [x]\n${chain.join('')}`)).toHaveLength(1);
    const bomb = `a: &a [x,x,x,x,x]\n${Array.from(
      'bcdefghij',
      (name, index) => {
        const alias = `*${'abcdefghij'[index]}`;
        return `${name}: &${name} [${alias},${alias},${alias},${alias},${alias}]\n`;
      },
    ).join('')}`;
    expect(problems(bomb)).toEqual([
      expect.stringMatching(/resource exhaustion/),
    ]);
    expect(problems('- &a x\n'.concat('- *a\n'.repeat(5_000)))).toEqual([
      '102: the file uses more than 100 aliases',
    ]);
    const keys = Array.from({ length: 10_000 }, (_, index) => `key${index}: 1`);
    expect(problems(keys.join('\n')).length).toBeLessThan(30);
    expect(problems('\t- &b :'.repeat(1_000)).length).toBeLessThan(30);
  });

  it('refuses files that would take long to parse, before parsing them', () => {
    const { diagnostics } = readManifest(`a: [${'b,'.repeat(100_000)}]`);
    expect(diagnostics).toEqual([
      expect.objectContaining({
        message: "'policy-set.yaml' has 200005 characters, more than 200000",
      }),
    ]);
  });
});
