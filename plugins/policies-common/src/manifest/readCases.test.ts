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

  it.each([
    [
      'level: 9007199254740993',
      'the number 9007199254740993 cannot be read exactly',
    ],
    ['level: 1e400', 'the number 1e400 cannot be read exactly'],
    ['level: .inf', 'the number .inf cannot be read exactly'],
    [
      'level: 0x20000000000001',
      'the number 0x20000000000001 cannot be read exactly',
    ],
    [
      'level: !!float "0.12345678901234567890"',
      'the number 0.12345678901234567890 cannot be read exactly',
    ],
    ['level: 1, "level": 2', "the key 'level' is given twice"],
    ['1: a, "1": b', "the key '1' is given twice"],
    ['null: a, "": b', "the key '' is given twice"],
    ['level: &key x, *key : 2', 'a key is no plain value'],
    ['__proto__: 1', "the key '__proto__' is not allowed"],
    ['level: "\\uD800"', 'a text is not well-formed Unicode'],
    [
      'level: !!set { a, b }',
      "the tag 'tag:yaml.org,2002:set' does not fit this value",
    ],
    [
      'level: !!float 1',
      "the tag 'tag:yaml.org,2002:float' does not fit this value",
    ],
  ])('refuses what would be read as something else: %s', (level, message) => {
    expect(
      readCases('tests/a.yaml', CASES.replace('level: 2', level)),
    ).toMatchObject({
      cases: [],
      diagnostics: [{ file: 'tests/a.yaml', range: { startLine: 3 }, message }],
    });
  });

  it('reads numbers that are the same, and no older YAML', () => {
    const { cases, diagnostics } = readCases(
      'tests/a.yaml',
      CASES.replace(
        'level: 2',
        'level: [-0, 1.0, 1e2, 0x1F, 9007199254740991, 0.1]',
      ),
    );
    expect(diagnostics).toEqual([]);
    expect(cases[0].request.subject.properties?.level).toEqual([
      0, 1, 100, 31, 9007199254740991, 0.1,
    ]);
    expect(
      readCases('tests/a.yaml', `%YAML 1.1\n---\n${CASES}`).diagnostics,
    ).toMatchObject([{ message: 'the file is written for YAML 1.1' }]);
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
