/* eslint-disable no-restricted-imports -- the test reads the policies of the estate */
import { readdirSync, readFileSync } from 'fs';
import { join, resolve } from 'path';
import { StreamParser } from '@codemirror/language';
import { tokenize } from '../../../__testUtils__/tokenize';
import { casbinModelParser, casbinPolicyParser } from './casbinLanguage';
import { fgaParser } from './fgaLanguage';
import { languageForFile } from './languageForFile';
import { regoParser } from './regoLanguage';

const ROOT = resolve(__dirname, '../../../../../..');
const FOLDERS = ['estate', 'plugins/policies-node/conformance'];

function filesOf(ending: string): string[] {
  return FOLDERS.flatMap(folder =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter(path => path.endsWith(ending) && !path.includes('broken'))
      .map(path => join(ROOT, folder, path)),
  );
}

describe('languages of engines', () => {
  it.each<[string, StreamParser<never>]>([
    ['.rego', regoParser as StreamParser<never>],
    ['.fga', fgaParser as StreamParser<never>],
    ['.conf', casbinModelParser as StreamParser<never>],
    ['.csv', casbinPolicyParser as StreamParser<never>],
  ])('reads all files of the estate that end with %s', (ending, parser) => {
    const files = filesOf(ending);
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) {
      const tokens = tokenize(parser, readFileSync(file, 'utf8'));
      expect([file, tokens.filter(([style]) => style === 'invalid')]).toEqual([
        file,
        [],
      ]);
      expect(languageForFile(file)).not.toEqual([]);
    }
  });

  it('tells the parts of Rego apart', () => {
    expect(
      tokenize(
        regoParser,
        'allow if {\n\tinput.user in data.x\n\tcount(`a\nb`) == 1.5 # why\n\t"a\\n\\q"\n}',
      ),
    ).toEqual([
      ['variableName', 'allow'],
      ['keyword', 'if'],
      ['bracket', '{'],
      ['variableName.special', 'input'],
      ['punctuation', '.'],
      ['propertyName', 'user'],
      ['keyword', 'in'],
      ['variableName.special', 'data'],
      ['punctuation', '.'],
      ['propertyName', 'x'],
      ['variableName.function', 'count'],
      ['bracket', '('],
      ['string', '`'],
      ['string', 'a'],
      ['string', 'b`'],
      ['bracket', ')'],
      ['operator', '=='],
      ['number', '1.5'],
      ['comment', '# why'],
      ['string', '"'],
      ['string', 'a'],
      ['escape', '\\n'],
      ['invalid', '\\q'],
      ['string', '"'],
      ['bracket', '}'],
    ]);
  });

  it('tells the parts of an OpenFGA model apart', () => {
    expect(
      tokenize(
        fgaParser,
        'type team # people\n  relations\n    define member: [user, team#member with ok] or lead from parent\ncondition ok(x: int) {\n  x < 3 && true\n}',
      ),
    ).toEqual([
      ['keyword', 'type'],
      ['typeName', 'team'],
      ['comment', '# people'],
      ['keyword', 'relations'],
      ['keyword', 'define'],
      ['propertyName', 'member'],
      ['operator', ':'],
      ['bracket', '['],
      ['typeName', 'user'],
      ['operator', ','],
      ['typeName', 'team'],
      ['punctuation', '#'],
      ['propertyName', 'member'],
      ['keyword', 'with'],
      ['variableName.function', 'ok'],
      ['bracket', ']'],
      ['keyword', 'or'],
      ['variableName', 'lead'],
      ['keyword', 'from'],
      ['variableName', 'parent'],
      ['keyword', 'condition'],
      ['variableName.function', 'ok'],
      ['bracket', '('],
      ['variableName.special', 'x'],
      ['operator', ':'],
      ['typeName', 'int'],
      ['bracket', ')'],
      ['bracket', '{'],
      ['variableName', 'x'],
      ['operator', '<'],
      ['number', '3'],
      ['operator', '&'],
      ['operator', '&'],
      ['bool', 'true'],
      ['bracket', '}'],
    ]);
  });

  it('tells the parts of Casbin models and policies apart', () => {
    expect(
      tokenize(
        casbinModelParser,
        '[matchers]\n# how\nm = g(r.sub, p.sub) && r.act == "read"',
      ),
    ).toEqual([
      ['keyword', '[matchers]'],
      ['comment', '# how'],
      ['propertyName', 'm'],
      ['operator', '='],
      ['variableName.function', 'g'],
      ['bracket', '('],
      ['variableName.special', 'r'],
      ['punctuation', '.'],
      ['propertyName', 'sub'],
      ['punctuation', ','],
      ['variableName.special', 'p'],
      ['punctuation', '.'],
      ['propertyName', 'sub'],
      ['bracket', ')'],
      ['operator', '&&'],
      ['variableName.special', 'r'],
      ['punctuation', '.'],
      ['propertyName', 'act'],
      ['operator', '=='],
      ['string', '"read"'],
    ]);
    expect(
      tokenize(casbinPolicyParser, '# who\np, admin, "a, ""b""", allow'),
    ).toEqual([
      ['comment', '# who'],
      ['keyword', 'p'],
      ['punctuation', ','],
      ['variableName', 'admin'],
      ['punctuation', ','],
      ['string', '"a, ""b"""'],
      ['punctuation', ','],
      ['bool', 'allow'],
    ]);
  });
});
