/* eslint-disable no-restricted-imports -- the test reads the policies of the estate */
import { readdirSync, readFileSync, statSync } from 'fs';
import { join, resolve } from 'path';
import { tokenize } from '../../../__testUtils__/tokenize';
import { cedarPolicyParser, cedarSchemaParser } from './cedarLanguage';

const ESTATE = resolve(__dirname, '../../../../../../estate/sets');

function cedarFiles(folder: string): string[] {
  return readdirSync(folder).flatMap(name => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) {
      return cedarFiles(path);
    }
    return /\.cedar(schema)?$/.test(name) ? [path] : [];
  });
}

describe('cedarLanguage', () => {
  it('tells the parts of a policy apart', () => {
    const tokens = tokenize(
      cedarPolicyParser,
      [
        '@id("daily \\"limit\\" \\u{1F600}") // why',
        'permit (principal is Bank::User, action in [Action::"view"], resource == ?resource)',
        'when { resource.owner.tags.contains("a*") && -3 <= context.amount };',
        'unless { {"key": 1, other: true} has key || ip("10.0.0.1").isIpv4() };',
      ].join('\n'),
    );
    expect(tokens).toEqual(
      expect.arrayContaining([
        ['annotation', '@id'],
        ['escape', '\\"'],
        ['escape', '\\u{1F600}'],
        ['comment', '// why'],
        ['keyword', 'permit'],
        ['variableName.special', 'principal'],
        ['keyword', 'is'],
        ['typeName', 'Bank'],
        ['typeName', 'User'],
        ['typeName', 'Action'],
        ['string', 'view'],
        ['variableName.special', '?resource'],
        ['propertyName', 'owner'],
        ['variableName.function', 'contains'],
        ['operator', '&&'],
        ['operator', '<='],
        ['number', '3'],
        ['propertyName', 'other'],
        ['bool', 'true'],
        ['variableName.function', 'ip'],
      ]),
    );
    expect(tokens.map(([style]) => style)).not.toContain('invalid');
  });

  it('marks what Cedar does not know', () => {
    expect(tokenize(cedarPolicyParser, 'a & b')).toContainEqual([
      'invalid',
      '&',
    ]);
    expect(tokenize(cedarPolicyParser, '"bad \\q"')).toContainEqual([
      'invalid',
      '\\q',
    ]);
  });

  it('reads a schema', () => {
    const tokens = tokenize(
      cedarSchemaParser,
      'namespace Bank { entity User in [Role] { tags?: Set<String> } tags Long;\naction "add", view appliesTo { principal: [User], context: { mfa: Bool } }; }',
    );
    expect(tokens).toEqual(
      expect.arrayContaining([
        ['keyword', 'entity'],
        ['typeName', 'User'],
        ['propertyName', 'tags'],
        ['keyword', 'tags'],
        ['typeName.standard', 'Set'],
        ['variableName.special', 'principal'],
        ['propertyName', 'mfa'],
      ]),
    );
    expect(tokens.map(([style]) => style)).not.toContain('invalid');
  });

  it('reads every Cedar file of the estate', () => {
    const files = cedarFiles(ESTATE);
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) {
      const language = file.endsWith('schema')
        ? cedarSchemaParser
        : cedarPolicyParser;
      const invalid = tokenize(language, readFileSync(file, 'utf8')).filter(
        ([style]) => style === 'invalid',
      );
      expect({ file, invalid }).toEqual({ file, invalid: [] });
    }
  });
});
