import openfgaModule from '@internal/plugin-policies-backend-module-openfga';
import { describeWithServer } from '@internal/plugin-policies-node/testUtils';
import { Brought, expectedOf, outcomeOf } from './__testUtils__/bringFiles';
import { startOpenfga, startPortal } from './__testUtils__/portal';

const BOM = '\uFEFF';

type Portal = Awaited<ReturnType<typeof startPortal>>;

describeWithServer('openfga', 'files of OpenFGA that people bring', () => {
  let portal: Portal;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    const server = await startOpenfga();
    stop = server.stop;
    portal = await startPortal([], {
      policies: { engines: { openfga: { url: server.url } } },
      features: [openfgaModule],
    });
  });
  afterAll(async () => {
    await portal.stop();
    await stop();
  });

  const model = `model
  schema 1.1

type user

type doc
  relations
    define viewer: [user]
    define can_read: viewer
`;
  const tuple = '- { user: "user:ann", relation: viewer, object: "doc:1" }\n';
  const other = tuple.replace('ann', 'bob');
  const store = (...lines: string[]) =>
    [
      'name: S',
      ...lines,
      'tests:',
      '  - name: t',
      '    check:',
      '      - user: user:ann',
      '        object: doc:1',
      '        assertions: { can_read: true }',
      '',
    ].join('\n');
  const inline = `tuples:\n  ${tuple.trim()}`;
  const read = {
    'model.fga': 'model',
    'authzen.yaml': 'actions',
    'tuples.yaml': 'tuples',
  } as const;

  it.each<Brought>([
    {
      name: 'a store that names its model and holds tuples',
      files: {
        'store.fga.yaml': store('"model_file": "./ours.fga"', inline),
        'ours.fga': `${BOM}${model}`,
      },
      account: { ...read, 'store.fga.yaml': 'native-test' },
      reads: { ann: true, bob: false },
      nativeTests: 1,
    },
    {
      name: 'a store that names its tuples',
      files: {
        'fga/store.yaml': store(
          'model_file: ours.fga',
          'tuple_file: facts.json',
        ),
        'fga/ours.fga': model,
        'fga/facts.json': JSON.stringify([
          { user: 'user:ann', relation: 'viewer', object: 'doc:1' },
        ]),
      },
      account: { ...read, 'store.fga.yaml': 'native-test' },
      reads: { ann: true, bob: false },
      nativeTests: 1,
    },
    {
      name: 'a store that names tuples and holds some',
      files: {
        'store.fga.yaml': store(
          'model_file: ours.fga',
          'tuple_file: facts.yaml',
          inline,
        ),
        'ours.fga': model,
        'facts.yaml': other,
      },
      account: {
        ...read,
        'store.fga.yaml': 'native-test',
        'facts.yaml': 'native-test',
      },
      reads: { ann: true, bob: true, cleo: false },
      nativeTests: 1,
    },
    {
      name: 'tuples of another name',
      files: { 'model.fga': model, 'relationships.yaml': tuple },
      account: read,
      reads: { ann: true, bob: false },
    },
    {
      name: 'a second list of tuples, a second model and one in JSON',
      files: {
        'model.fga': model,
        'tuples.yaml': tuple,
        'tuples2.yaml': other,
        'model.json': '{"schema_version": "1.1", "type_definitions": []}',
      },
      account: {
        ...read,
        'tuples2.yaml': 'refused',
        'model.json': 'refused',
      },
      problems: [
        /'model.json' is not read: it is a model in the JSON form/,
        /'tuples2.yaml' is not read: it holds tuples/,
      ],
    },
    {
      name: 'tuples that only a test knows',
      files: {
        'model.fga': model,
        'store.fga.yaml': store('model_file: model.fga').replace(
          '    check:',
          '    tuple_file: facts.yaml\n    check:',
        ),
        'facts.yaml': tuple,
      },
      account: {
        'model.fga': 'model',
        'authzen.yaml': 'actions',
        'store.fga.yaml': 'native-test',
        'facts.yaml': 'native-test',
      },
      reads: { ann: false },
      nativeTests: 1,
    },
    {
      name: 'two models',
      files: { 'a.fga': model, 'b.fga': model.replace('viewer', 'reader') },
      refused: [/'a.fga' and 'b.fga' hold different models/],
    },
    {
      name: 'two stores with tuples',
      files: {
        'a.fga.yaml': store('model_file: m.fga', inline),
        'b.fga.yaml': store('model_file: m.fga', inline),
        'm.fga': model,
      },
      refused: [/'a.fga.yaml' and 'b.fga.yaml' hold tuples/],
    },
    {
      name: 'files that a store names and nobody brought',
      files: {
        'store.fga.yaml': store('model_file: m.fga', 'tuple_file: t.yaml'),
      },
      refused: [/names the model 'm.fga'/, /names the tuples 't.yaml'/],
    },
    {
      name: 'a model in modules',
      files: {
        'fga.mod': "schema: '1.2'\ncontents: [core.fga]\n",
        'core.fga': 'module core\n\ntype user\n',
      },
      refused: [/'fga.mod' is part of a modular model/, /'core.fga'/],
    },
  ])('accounts for $name', async brought => {
    expect(await outcomeOf(portal, brought)).toEqual(expectedOf(brought));
  });
});
