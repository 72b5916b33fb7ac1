import { resolve } from 'path';
import {
  accountOf,
  filesOf,
  readFolder,
} from '@internal/plugin-policies-node/testUtils';
import { describeFile } from './describeFile';

const estate = resolve(__dirname, '../../../../estate/engines/openfga');
const sets = ['account-sharing', 'signing-ceremonies'].map(name =>
  resolve(estate, name),
);

describe('describeFile', () => {
  it('knows each file of the example estate that is not the portal’s', () => {
    for (const set of sets) {
      const account = accountOf(describeFile, readFolder(set));
      const unknown = Object.entries(account).filter(
        ([path, use]) =>
          !['model', 'actions', 'tuples', 'entities', 'native-test'].includes(
            use ?? '',
          ) && !/^(policy-set\.yaml|README\.md|tests\/[^/]+\.yaml)$/.test(path),
      );
      expect(unknown).toEqual([]);
    }
  });

  it('tells model, actions, tuples and tests, and refuses what only looks like it', () => {
    expect(
      accountOf(
        describeFile,
        filesOf({
          'model.fga': '',
          'authzen.yaml': '',
          'tuples.yaml': '',
          'entities.json': '{}',
          'tests/a.fga.yml':
            'model_file: "../old.fga"\ntests: [{ tuple_file: facts.yaml }]\n',
          'old.fga': '',
          'tests/facts.yaml': '[]',
          'other.fga': '',
          'fga.mod': '',
          'more.json': '[{"user": "user:a", "relation": "r", "object": "o:1"}]',
          'model.json': '{"type_definitions": []}',
          'notes.txt': '',
        }),
      ),
    ).toEqual({
      'model.fga': 'model',
      'authzen.yaml': 'actions',
      'tuples.yaml': 'tuples',
      'entities.json': 'entities',
      'tests/a.fga.yml': 'native-test',
      'old.fga': 'native-test',
      'tests/facts.yaml': 'native-test',
      'other.fga': expect.stringMatching(/a set has one model/),
      'fga.mod': expect.stringMatching(/modular models are not supported/),
      'more.json': expect.stringMatching(/it holds tuples/),
      'model.json': expect.stringMatching(/JSON form of OpenFGA/),
      'notes.txt': undefined,
    });
  });

  it('warns where only tests know tuples', () => {
    const test = { path: 'a.fga.yaml', content: 'tuple_file: facts.yaml\n' };
    expect(describeFile(test, [test])).toMatchObject({
      use: 'native-test',
      warning: {
        message: expect.stringMatching(
          /'a.fga.yaml' are read by its tests only/,
        ),
      },
    });
    const tuples = { path: 'tuples.yaml', content: '[]' };
    expect(describeFile(test, [test, tuples])).toEqual({ use: 'native-test' });
  });
});
