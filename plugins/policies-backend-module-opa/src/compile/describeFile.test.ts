import { resolve } from 'path';
import {
  accountOf,
  filesOf,
  readFolder,
} from '@internal/plugin-policies-node/testUtils';
import { describeFile } from './describeFile';

const estate = resolve(__dirname, '../../../../estate/engines/opa');
const sets = ['data-retention', 'partner-apps'].map(name =>
  resolve(estate, name),
);

describe('describeFile', () => {
  it('knows each file of the example estate that is not the portal’s', () => {
    for (const set of sets) {
      const account = accountOf(describeFile, readFolder(set));
      const unknown = Object.entries(account).filter(
        ([path, use]) =>
          !['policy', 'library', 'native-test', 'entities', 'data'].includes(
            use ?? '',
          ) && !/^(policy-set\.yaml|README\.md|tests\/[^/]+\.yaml)$/.test(path),
      );
      expect(unknown).toEqual([]);
    }
  });

  it('tells policies, libraries, tests and data, and refuses what only looks like it', () => {
    expect(
      accountOf(
        describeFile,
        filesOf({
          'policies/a.rego': '',
          'lib/b.rego': '',
          'a_test.rego': '',
          'deep/test_b.rego': '',
          'data.json': '{}',
          'blocked/data.yml': '[]',
          'entities.json': '{}',
          'tests/cases.yaml': '',
          'tests/data.yaml': '',
          'blocked/list.json': '[]',
          'A.REGO': '',
          'notes.txt': '',
        }),
      ),
    ).toEqual({
      'policies/a.rego': 'policy',
      'lib/b.rego': 'library',
      'a_test.rego': 'native-test',
      'deep/test_b.rego': 'native-test',
      'data.json': 'data',
      'blocked/data.yml': 'data',
      'entities.json': 'entities',
      'tests/cases.yaml': undefined,
      'tests/data.yaml': undefined,
      'blocked/list.json': expect.stringMatching(
        /'blocked\/list.json' is not read/,
      ),
      'A.REGO': undefined,
      'notes.txt': undefined,
    });
  });
});
