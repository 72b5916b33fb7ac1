import { isCaseFile, readCases } from './readCases';

const CASES = `- name: owner withdraws
  request:
    subject: { type: user, id: mara, properties: { level: 2, tags: [a, null] } }
    action: { name: withdraw }
    resource: { type: Withdrawal, id: w-1 }
    context: { now: "2026-11-21T00:00:00Z" }
  expect: { decision: true, policies: [daily-limit] }
- name: stranger does not
  request:
    subject: { type: user, id: eve }
    action: { name: withdraw }
    resource: { type: Withdrawal, id: w-1 }
  expect: { decision: false }
`;

describe('readCases', () => {
  it('reads cases in order', () => {
    const { cases, diagnostics } = readCases('tests/limits.yaml', CASES);
    expect(diagnostics).toEqual([]);
    expect(
      cases.map(({ name, expect: { decision } }) => [name, decision]),
    ).toEqual([
      ['owner withdraws', true],
      ['stranger does not', false],
    ]);
    expect(cases[0].request).toEqual({
      subject: {
        type: 'user',
        id: 'mara',
        properties: { level: 2, tags: ['a', null] },
      },
      action: { name: 'withdraw' },
      resource: { type: 'Withdrawal', id: 'w-1' },
      context: { now: '2026-11-21T00:00:00Z' },
    });
    expect(cases[0].expect.policies).toEqual(['daily-limit']);
    expect(readCases('tests/empty.yaml', '# later\n')).toEqual({
      cases: [],
      diagnostics: [],
    });
  });

  it('names file and line of what is wrong, and gives no case of such a file', () => {
    const { cases, diagnostics } = readCases(
      'tests/limits.yaml',
      CASES.replace('id: eve', 'id: 7')
        .replace('decision: false', 'decision: no')
        .replace('decision: true', 'desicion: true'),
    );
    expect(cases).toEqual([]);
    expect(
      diagnostics.map(
        ({ file, range, message }) => `${file}:${range?.startLine} ${message}`,
      ),
    ).toEqual([
      expect.stringMatching(/^tests\/limits\.yaml:7 '0\.expect\.decision': /),
      "tests/limits.yaml:7 '0.expect.desicion' is no known key",
      expect.stringMatching(/:10 '1\.request\.subject\.id': .*string/),
      expect.stringMatching(/:13 '1\.expect\.decision': .*boolean/),
    ]);
    expect(readCases('tests/a.yaml', 'name: x').diagnostics[0].message).toMatch(
      /'document': .*expected array/,
    );
  });

  it('refuses a request that contains itself', () => {
    const { diagnostics } = readCases(
      'tests/a.yaml',
      CASES.replace('{ level: 2', '&self { me: *self, level: 2'),
    );
    expect(diagnostics).toMatchObject([
      {
        file: 'tests/a.yaml',
        range: { startLine: 3 },
        message: "'tests/a.yaml' nests deeper than 100 levels",
      },
    ]);
  });

  it('knows which files hold cases', () => {
    expect(
      [
        'tests/a.yaml',
        'tests/a.yml',
        'tests/deep/a.yaml',
        'tests/model.fga.yaml',
        'policies/a.yaml',
        'tests/a.json',
        'a/tests/a.yaml',
      ].filter(isCaseFile),
    ).toEqual(['tests/a.yaml', 'tests/a.yml']);
  });
});
