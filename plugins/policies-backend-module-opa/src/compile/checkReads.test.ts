import { checkReads } from './checkReads';
import { ParsedModule } from './parseFiles';
import { RegoTerm } from '../program/syntaxTree';

const ref = (root: string, ...path: string[]): RegoTerm => ({
  type: 'ref',
  value: [
    { type: 'var', value: root, location: { row: 3, col: 1 } },
    ...path.map(value => ({ type: 'string', value })),
  ],
});

/** A module with rules of these names, whose bodies read these. */
const moduleOf = (
  name: string,
  rules: Record<string, RegoTerm[]>,
): ParsedModule => ({
  file: { path: `${name}.rego`, content: '' },
  tree: {
    package: {
      path: [
        { type: 'var', value: 'data' },
        { type: 'string', value: name },
      ],
    },
    rules: Object.entries(rules).map(([rule, body]) => ({
      head: { name: rule },
      body,
    })),
  },
});

describe('checkReads', () => {
  it('finds data that no file defines, and knows what rules, files and folders do', () => {
    const found = checkReads(
      [
        moduleOf('app', {
          allow: [
            ref('data', 'app', 'helper'),
            ref('data', 'app'),
            ref('data', 'limits', 'eur', 'daily'),
            ref('data', 'blocked'),
            ref('data', 'teams', 'red', 'members'),
            ref('data', 'app', 'missing'),
            ref('data', 'gone', 'one'),
            ref('data', 'limits', 'usd'),
          ],
          helper: [],
        }),
      ],
      [
        { path: 'data.json', content: '{"limits": {"eur": 1}, "x": {}}' },
        { path: 'blocked/data.json', content: '["bad"]' },
        { path: 'teams/red/data.yaml', content: 'lead: ann\n' },
      ],
    );
    expect(found.map(({ severity }) => severity)).not.toContain('error');
    expect(
      found.map(({ message }) => /'(data\.[^']+)'/.exec(message)?.[1]).sort(),
    ).toEqual(['data.app.missing', 'data.gone.one', 'data.teams.red.members']);
  });
});
