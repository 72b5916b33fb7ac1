import { resolve } from 'path';
import {
  accountOf,
  filesOf,
  readFolder,
} from '@internal/plugin-policies-node/testUtils';
import { describeFile } from './describeFile';

const sets = ['developer-platform', 'treasury'].map(name =>
  resolve(__dirname, '../../../../estate/sets', name),
);

describe('describeFile', () => {
  it('knows each file of the example estate that is not the portal’s', () => {
    for (const set of sets) {
      const account = accountOf(describeFile, readFolder(set));
      const unknown = Object.entries(account).filter(
        ([path, use]) =>
          !['model', 'policy', 'roles', 'entities'].includes(use ?? '') &&
          !/^(policy-set\.yaml|README\.md|tests\/[^/]+\.yaml)$/.test(path),
      );
      expect(unknown).toEqual([]);
    }
  });

  it('tells model, rules and roles, and refuses what only looks like it', () => {
    expect(
      accountOf(
        describeFile,
        filesOf({
          'model.conf': '[request_definition]\n',
          'policies/a.csv': '',
          'roles.csv': '',
          'entities.json': '{}',
          'other.conf': '# ours\n[request_definition]\n',
          'README.md': '```\n[request_definition]\n```',
          'config.json': '{}',
        }),
      ),
    ).toEqual({
      'model.conf': 'model',
      'policies/a.csv': 'policy',
      'roles.csv': 'roles',
      'entities.json': 'entities',
      'other.conf': expect.stringMatching(
        /'other.conf' is a Casbin model that is not read/,
      ),
      'README.md': undefined,
      'config.json': undefined,
    });
  });
});
