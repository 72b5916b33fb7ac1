import { resolve } from 'path';
import {
  accountOf,
  filesOf,
  readFolder,
} from '@internal/plugin-policies-node/testUtils';
import { describeFile } from './describeFile';

const sets = ['withdrawals', 'kyc', 'custody'].map(name =>
  resolve(__dirname, '../../../../estate/sets', name),
);

describe('describeFile', () => {
  it('knows each file of the example estate that is not the portal’s', () => {
    for (const set of sets) {
      const account = accountOf(describeFile, readFolder(set));
      const unknown = Object.entries(account).filter(
        ([path, use]) =>
          !['policy', 'invariant', 'schema', 'entities'].includes(use ?? '') &&
          !/^(policy-set\.yaml|README\.md|tests\/[^/]+\.yaml)$/.test(path),
      );
      expect(unknown).toEqual([]);
    }
  });

  it('tells policies, schemas and entities, and refuses what only looks like it', () => {
    expect(
      accountOf(
        describeFile,
        filesOf({
          'a.cedar': '',
          'invariants/a.cedar': '',
          'schema.cedarschema': '',
          'entities.json': '[]',
          'ours.json': '{"": {"entityTypes": {}, "actions": {}}}',
          'users.json': '[{"uid": {}, "attrs": {}}]',
          'set.json': '{"staticPolicies": {}}',
          'schema.json': '{"User": {}}',
          'broken.json': '{',
          'notes.txt': '',
        }),
      ),
    ).toEqual({
      'a.cedar': 'policy',
      'invariants/a.cedar': 'invariant',
      'schema.cedarschema': 'schema',
      'entities.json': 'entities',
      'ours.json': 'schema',
      'users.json': expect.stringMatching(/it holds entities/),
      'set.json': expect.stringMatching(/JSON form of Cedar/),
      'schema.json': expect.stringMatching(/is not a Cedar schema in JSON/),
      'broken.json': undefined,
      'notes.txt': undefined,
    });
  });
});
