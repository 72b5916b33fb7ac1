import { isExactNumber, readJson } from '.';

const problem = (text: string, rules = {}) => {
  try {
    return { value: readJson(text, rules) };
  } catch (error) {
    const { name, problem: said, help, line, column } = error as any;
    expect([name, help]).toEqual(['JsonError', expect.any(String)]);
    return { said, line, column };
  }
};

describe('readJson', () => {
  it.each([
    '{"a":1,"b":[1.5,-2,{"a":"x"}],"c":null}',
    '{"a":{"a":1},"b":{"a":1}}',
    '[9007199254740991,-9007199254740991,0.1,1e2,1.0,1.50,0,123456.789e3]',
    '"\\ud83d\\udca5 \\u0000 \\"\\\\ 12345678901234567890 :"',
    '{"1234567890123456789":"1e400","b":"\\\\ud800"}',
    ' [ ] ',
    '5e-324',
    '"💥"',
  ])('reads %s as JSON.parse does', text => {
    expect(problem(text)).toEqual({ value: JSON.parse(text) });
  });

  it.each(['-0', '-0.0', '-0e5', '0e999999999999'])('reads %s as 0', text => {
    expect(problem(`{"a":[${text}]}`)).toEqual({ value: { a: [0] } });
  });

  it.each([
    '9007199254740992',
    '9007199254740993',
    '-9007199254740993',
    '1234567890123456789',
    '1e400',
    '-1e400',
    '1e-400',
    '1e300',
    '9007199254740993.0',
    '90071992547409930e-1',
    '123456789.123456789123',
    '0.1000000000000000055511151231257827',
    '4503599627370496.3',
    '1e99999999999999999999',
  ])('refuses %s, which JavaScript would round', literal => {
    expect(problem(`{\n  "a": [${literal}]}`)).toEqual({
      said: `the number ${literal} cannot be read exactly`,
      line: 2,
      column: 9,
    });
    expect(problem(`[${literal}]`, { anyNumber: true })).toEqual({
      value: [Number(literal)],
    });
  });

  it.each([
    ['{"a":1,"b":2,"a":3}', 'the key "a" is given twice', 14],
    ['{"a":1,"\\u0061":3}', 'the key "\\u0061" is given twice', 8],
    ['[{"x":{"a":[],"a":[]}}]', 'the key "a" is given twice', 15],
    ['{"":1,"":2}', 'the key "" is given twice', 7],
    ['{"__proto__":{}}', "the key '__proto__' is not allowed", 2],
    ['{"a":"x\\ud800"}', 'the text "x\\ud800" is not well-formed Unicode', 6],
    ['{"\\uDC00a":1}', 'the text "\\uDC00a" is not well-formed Unicode', 2],
    ['{"a":}', expect.stringMatching(/^not valid JSON/), 7],
    ['', expect.stringMatching(/^not valid JSON/), 1],
    ['"\\', expect.stringMatching(/^not valid JSON/), 3],
    ['1e', expect.stringMatching(/^not valid JSON/), 3],
    ['['.repeat(200), 'it nests deeper than 100 levels', 101],
  ])('refuses %s and tells the place', (text, said, column) => {
    expect(problem(text)).toEqual({ said, line: 1, column });
  });

  it('leaves half characters to who can tell of which item they are', () => {
    expect(problem('["\\ud800"]', { anyText: true })).toEqual({
      value: ['\ud800'],
    });
    expect(problem('{"\\ud800":1,"\\ud800":2}', { anyText: true })).toEqual({
      said: 'the key "\\ud800" is given twice',
      line: 1,
      column: 13,
    });
  });

  it('takes no longer than the text is long', () => {
    const long = 'x'.repeat(4_000_000);
    for (const text of [
      `{"a":"${long}","b":12345678901234567}`,
      `{"a":"${'\\\\'.repeat(2_000_000)}","a":1}`,
      `[${'1'.repeat(2_000_000)}]`,
      `[0.${'0'.repeat(2_000_000)}1]`,
      `[1${'0'.repeat(2_000_000)}.0]`,
    ]) {
      expect(problem(text)).toMatchObject({ line: 1 });
    }
  });

  it('knows what YAML writes otherwise', () => {
    expect(
      ['+1', '.5', '1.', '0x1F', '0o17', '0x1fffffffffffff'].map(isExactNumber),
    ).toEqual(Array(6).fill(true));
    expect(
      ['0x20000000000000', '.inf', '.nan', '.', '-', ''].map(isExactNumber),
    ).toEqual(Array(6).fill(false));
  });
});
