import { resolve } from 'path';
import {
  accountOf,
  filesOf,
  readFolder,
} from '@internal/plugin-policies-node/testUtils';
import { describeFile } from './describeFile';

const sets = [
  resolve(__dirname, '../../../../estate/engines/cerbos/support-cases'),
];

describe('describeFile', () => {
  it('knows each file of the example estate that is not the portal’s', () => {
    for (const set of sets) {
      const account = accountOf(describeFile, readFolder(set));
      const unknown = Object.entries(account).filter(
        ([path, use]) =>
          !['policy', 'schema', 'native-test', 'entities'].includes(
            use ?? '',
          ) && !/^(policy-set\.yaml|README\.md|tests\/[^/]+\.yaml)$/.test(path),
      );
      expect(unknown).toEqual([]);
    }
  });

  it('tells policies, schemas and tests, and refuses what only looks like it', () => {
    expect(
      accountOf(
        describeFile,
        filesOf({
          'policies/a.yaml': 'apiVersion: api.cerbos.dev/v1\n',
          'policies/off.yaml':
            'apiVersion: api.cerbos.dev/v1\ndisabled: true\n',
          'policies/a_test.yaml': 'name: T\n',
          'policies/testdata/users.yaml': '{}',
          '_schemas/a.json': '{}',
          'entities.json': '{}',
          'principal_policies/b.json': '{"apiVersion": "api.cerbos.dev/v1"}',
          'tests/suite_test.yaml': '"tests": []\n',
          'tests/testdata/users.yaml': '{}',
          'tests/our_test.yaml': '- name: a case\n',
          'tests/cases.yaml': '[]',
          'config.json': '{}',
          'policies/.a.yaml': 'x: 1\n',
          '.old/b.yaml': 'apiVersion: api.cerbos.dev/v1\n',
          '.github/ci.yaml': 'on: push\n',
        }),
      ),
    ).toEqual({
      'policies/a.yaml': 'policy',
      'policies/off.yaml': 'unused',
      'policies/a_test.yaml': 'native-test',
      'policies/testdata/users.yaml': 'native-test',
      '_schemas/a.json': 'schema',
      'entities.json': 'entities',
      'principal_policies/b.json': expect.stringMatching(
        /'principal_policies\/b.json' is a Cerbos policy that is not read/,
      ),
      'tests/suite_test.yaml': 'native-test',
      'tests/testdata/users.yaml': 'native-test',
      'tests/our_test.yaml': undefined,
      'tests/cases.yaml': undefined,
      'config.json': undefined,
      'policies/.a.yaml': expect.stringMatching(/begin with a dot/),
      '.old/b.yaml': expect.stringMatching(/begin with a dot/),
      '.github/ci.yaml': undefined,
    });
  });
});
