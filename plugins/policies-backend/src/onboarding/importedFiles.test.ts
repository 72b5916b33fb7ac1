import { BackendFeature } from '@backstage/backend-plugin-api';
import {
  EvaluationRequest,
  FileUse,
  Journey,
  JourneyPreview,
} from '@internal/plugin-policies-common';
import casbinModule from '@internal/plugin-policies-backend-module-casbin';
import cerbosModule from '@internal/plugin-policies-backend-module-cerbos';
import opaModule from '@internal/plugin-policies-backend-module-opa';
import openfgaModule from '@internal/plugin-policies-backend-module-openfga';
import { describeWithServer } from '@internal/plugin-policies-node/testUtils';
import { startOpenfga } from '../__testUtils__/startOpenfga';
import { startPortal } from '../__testUtils__/startPortal';

type Portal = Awaited<ReturnType<typeof startPortal>>;

const BOM = '\uFEFF';

/** Sets of other people's kinds, without manifest, and what becomes of each file. */
interface Brought {
  name: string;
  files: Record<string, string>;
  /** Name of the set; answers of the journey. */
  set?: string;
  resourceType?: string;
  subjectType?: string;
  /** What each file is read as. */
  account?: Record<string, FileUse>;
  /** What the import says, where it takes nothing. */
  refused?: RegExp[];
  /** Errors of the preview, and what is still missing; none by default. */
  problems?: RegExp[];
  /** Who may read it, asked by the id of the subject. */
  reads?: Record<string, boolean>;
  resource?: string;
}

describe('files that people bring', () => {
  let portal: Portal;

  const bring = async ({ files, set, ...answers }: Brought) => {
    const { body: journey } = await portal
      .post('/journeys', {
        fields: {
          domain: 'shop',
          owner: 'group:default/testers',
          title: 'Shop',
          set: set ?? 'shop',
          resourceType: answers.resourceType ?? 'doc',
        },
      })
      .expect(201);
    const { id }: Journey = journey;
    const imported = await portal.post(`/journeys/${id}/files`, {
      files: Object.entries(files).map(([path, content]) => ({
        path,
        content,
      })),
    });
    const preview: JourneyPreview = (
      await portal.post(`/journeys/${id}/preview`, {}).expect(200)
    ).body;
    return { imported, preview };
  };

  const decide = async (
    { files }: JourneyPreview,
    request: EvaluationRequest,
  ): Promise<string> =>
    (await portal.post('/playground/evaluate', { files, request }).expect(200))
      .body.decision.outcome;

  const check = async (brought: Brought) => {
    const { imported, preview } = await bring(brought);
    if (brought.refused) {
      expect(imported.status).toBe(400);
      const { message } = imported.body.error;
      for (const sentence of brought.refused) {
        expect(message).toMatch(sentence);
      }
      return;
    }
    expect(imported.body.error?.message).toBeUndefined();
    const told = [
      ...preview.problems.map(({ message }) => message),
      ...preview.diagnostics
        .filter(({ severity }) => severity === 'error')
        .map(({ message, help }) => `${message} ${help}`),
    ];
    const { problems = [] } = brought;
    expect(told).toEqual(
      problems.map(sentence => expect.stringMatching(sentence)),
    );
    expect(told.join()).not.toMatch(/policy-set|spec\./);
    expect(
      Object.fromEntries(preview.account.map(({ path, use }) => [path, use])),
    ).toEqual({ 'policy-set.yaml': 'manifest', ...brought.account });
    for (const [id, expected] of Object.entries(brought.reads ?? {})) {
      const decided = await decide(preview, {
        subject: { type: brought.subjectType ?? 'user', id },
        action: { name: 'read' },
        resource: {
          type: brought.resourceType?.split(',')[0] ?? 'doc',
          id: brought.resource ?? '1',
        },
      });
      expect([id, decided]).toEqual([id, expected ? 'allowed' : 'denied']);
    }
  };

  const engineOf = (name: string, config: object, feature?: BackendFeature) => {
    beforeAll(async () => {
      portal = await startPortal([], {
        policies: { engines: { [name]: config } },
        features: feature ? [feature] : [],
      });
    });
    afterAll(() => portal.stop());
  };

  describe('of Cedar', () => {
    engineOf('cedar', { liveWorkers: 1, draftWorkers: 1 });
    const policy = `permit(principal, action == Action::"read", resource is doc) when { principal == user::"ann" };`;
    const schema = {
      '': {
        entityTypes: { user: {}, doc: {} },
        actions: {
          read: {
            appliesTo: { principalTypes: ['user'], resourceTypes: ['doc'] },
          },
        },
      },
    };

    it.each<Brought>([
      {
        name: 'a byte-order mark, and files for people',
        files: {
          'p.cedar': `${BOM}${policy}`,
          'README.md': '# Ours',
          'notes.txt': 'To do',
          LICENSE: 'MIT',
          '.github/workflows/ci.yaml': 'on: push',
        },
        account: {
          'p.cedar': 'policy',
          'README.md': 'unused',
          'notes.txt': 'unused',
          LICENSE: 'unused',
          '.github/workflows/ci.yaml': 'unused',
        },
        reads: { ann: true, bob: false },
      },
      {
        name: 'a schema in JSON',
        files: { 'p.cedar': policy, 'schema.json': JSON.stringify(schema) },
        account: { 'p.cedar': 'policy', 'schema.json': 'schema' },
        reads: { ann: true, bob: false },
      },
      {
        name: 'an action that the schema in JSON does not know',
        files: {
          'p.cedar': policy.replace('read', 'reed'),
          'schema.json': JSON.stringify(schema),
        },
        account: { 'p.cedar': 'policy', 'schema.json': 'schema' },
        problems: [/Action::"reed"/],
      },
      {
        name: 'two schemas, in JSON and in Cedar',
        files: {
          'p.cedar': policy,
          'schema.json': JSON.stringify(schema),
          'schema.cedarschema': 'entity user; entity doc;',
        },
        account: {
          'p.cedar': 'policy',
          'schema.json': 'schema',
          'schema.cedarschema': 'schema',
        },
        problems: [
          /one schema, but both 'schema.cedarschema' and 'schema.json' exist/,
        ],
      },
      {
        name: 'entities, policies and settings in other JSON',
        files: {
          'p.cedar': policy,
          'users.json': JSON.stringify([
            { uid: { type: 'user', id: 'ann' }, attrs: {}, parents: [] },
          ]),
          'more.json': JSON.stringify({ effect: 'forbid', conditions: [] }),
          'config.json': '{}',
          'schema.json': '{"types": []}',
          'q.rego': 'package q',
          'Q.CEDAR': policy,
        },
        account: {
          'p.cedar': 'policy',
          'users.json': 'refused',
          'more.json': 'refused',
          'config.json': 'refused',
          'schema.json': 'refused',
          'q.rego': 'refused',
          'Q.CEDAR': 'refused',
        },
        problems: [
          /'Q.CEDAR' is not read: .* lower case/,
          /'config.json' is not read/,
          /'more.json' is not read: it holds policies in the JSON form/,
          /'q.rego' is written in a language that engine 'cedar' does not read/,
          /'schema.json' is not read: it is not a Cedar schema/,
          /'users.json' is not read: it holds entities/,
        ],
      },
      {
        name: 'types in a namespace, several of them',
        resourceType: 'Shop::Doc, Shop::Shelf',
        subjectType: 'Shop::User',
        files: {
          'p.cedar':
            'permit(principal == Shop::User::"ann", action == Shop::Action::"read", resource);',
          'schema.cedarschema':
            'namespace Shop { entity User; entity Doc; entity Shelf; action "read" appliesTo { principal: User, resource: [Doc, Shelf] }; }',
        },
        account: { 'p.cedar': 'policy', 'schema.cedarschema': 'schema' },
        reads: { ann: true, bob: false },
      },
      {
        name: 'a type that the namespace has, without it',
        resourceType: 'Doc',
        files: {
          'p.cedar': 'permit(principal, action, resource);',
          'schema.cedarschema':
            'namespace Shop { entity User; entity Doc; action "read" appliesTo { principal: User, resource: Doc }; }',
        },
        account: { 'p.cedar': 'policy', 'schema.cedarschema': 'schema' },
        problems: [/resource type 'Doc' .* 'Shop::Doc'/],
      },
      {
        name: 'long names',
        set: `s${'-long'.repeat(9)}`,
        files: {
          [`${'a-name-that-goes-on-'.repeat(3)}1.cedar`]: policy,
          [`${'a-name-that-goes-on-'.repeat(3)}2.cedar`]: policy,
        },
        account: {
          [`${'a-name-that-goes-on-'.repeat(3)}1.cedar`]: 'policy',
          [`${'a-name-that-goes-on-'.repeat(3)}2.cedar`]: 'policy',
        },
        reads: { ann: true, bob: false },
      },
    ])('accounts for $name', check);

    it('says how long a name of a set may be, and refuses a file that is there twice', async () => {
      const long = await bring({
        name: 'long',
        set: 'x'.repeat(60),
        files: { 'p.cedar': policy },
      });
      expect(long.preview.problems).toEqual([
        {
          step: 'subject',
          field: 'set',
          message:
            'Name of the set: names of policies stand behind it, so it has at most 54 characters.',
        },
      ]);
    });
  });

  describe('of Casbin', () => {
    engineOf(
      'tables',
      { driver: 'casbin', liveWorkers: 1, draftWorkers: 1 },
      casbinModule,
    );
    const model = `[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, act
[policy_effect]
e = some(where (p.eft == allow))
[role_definition]
g = _, _
[matchers]
m = r.act == p.act && g(r.sub, p.sub)
`;

    it.each<Brought>([
      {
        name: 'rules and roles',
        files: {
          'rbac_model.conf': `${BOM}${model}`,
          'policy.csv': 'p, readers, read\n',
          'roles.csv': 'g, ann, readers\n',
          'CHANGELOG.md': 'News',
        },
        account: {
          'model.conf': 'model',
          'policies/policy.csv': 'policy',
          'roles.csv': 'roles',
          'CHANGELOG.md': 'unused',
        },
        reads: { ann: true, bob: false },
      },
      {
        name: 'two models',
        files: { 'a.conf': model, 'b.conf': model, 'p.csv': 'p, ann, read\n' },
        refused: [/'a.conf' and 'b.conf' would both be 'model.conf'/],
      },
      {
        name: 'two files of rules for one place',
        files: {
          'a.conf': model,
          'p.csv': 'p, ann, read\n',
          'policies/p.csv': 'p, bob, read\n',
        },
        refused: [/'p.csv' and 'policies\/p.csv' would both be/],
      },
      {
        name: 'a model whose file of rules is empty',
        files: {
          'model.conf': model,
          'policies/default.csv': '# rules stand in the matcher\n',
        },
        account: { 'model.conf': 'model', 'policies/default.csv': 'policy' },
        problems: [/'policies\/default.csv'/],
      },
      {
        name: 'a model without rules',
        files: { 'model.conf': model },
        account: { 'model.conf': 'model' },
        problems: [/There are no rules: bring a CSV file/],
      },
    ])('accounts for $name', check);
  });

  describeWithServer('opa', 'of Rego', () => {
    engineOf('opa', { url: 'http://127.0.0.1:9' }, opaModule);
    const allow = `package app

allow if input.action.name == "read"
`;
    const deny = `${allow}
deny if input.subject.id in data.blocked
`;

    it.each<Brought>([
      {
        name: 'data in folders',
        files: { 'app/p.rego': deny, 'blocked/data.json': '["bad"]' },
        account: { 'app/p.rego': 'policy', 'blocked/data.json': 'data' },
        reads: { bad: false, ann: true },
      },
      {
        name: 'data in YAML at the root',
        files: { 'p.rego': deny, 'data.yaml': 'blocked: [bad]\n' },
        account: { 'p.rego': 'policy', 'data.yaml': 'data' },
        reads: { bad: false, ann: true },
      },
      {
        name: 'data below the folder that everything lies in',
        files: {
          'app/p.rego': deny.replace('data.blocked', 'data.app.blocked'),
          'app/data.json': '{"blocked": ["bad"]}',
        },
        account: { 'app/p.rego': 'policy', 'app/data.json': 'data' },
        reads: { bad: false, ann: true },
      },
      {
        name: 'data in the folder that a bundle was packed in',
        files: {
          'app/p.rego': deny,
          'app/data.yml': 'blocked: [bad]\n',
        },
        account: { 'p.rego': 'policy', 'data.yml': 'data' },
        reads: { bad: false, ann: true },
      },
      {
        name: 'tests, shared modules, and what OPA does not load',
        files: {
          'p.rego': allow,
          'helpers.rego': 'package helpers\n\nis_admin if true\n',
          'test_p.rego':
            'package app_test\n\nimport data.app\n\ntest_read if app.allow with input as {"action": {"name": "read"}}\n',
          'limits.json': '{"max": 5}',
          'Q.REGO': allow,
        },
        account: {
          'p.rego': 'policy',
          'lib/helpers.rego': 'library',
          'test_p.rego': 'native-test',
          'limits.json': 'refused',
          'Q.REGO': 'refused',
        },
        problems: [
          /'Q.REGO' is not read: .* lower case/,
          /'limits.json' is not read: .*Rename it to 'limits\/data.json'/,
        ],
      },
      {
        name: 'a rule of another name',
        files: {
          'p.rego':
            'package app.authz\n\ndefault allowed := false\n\nallowed if input.subject.id == "u1"\n',
        },
        account: { 'p.rego': 'policy' },
        problems: [/'p.rego' has no rule 'allow' and no rule 'deny'/],
      },
      {
        name: 'a reason instead of a decision',
        files: {
          'p.rego': `${allow}\ndeny contains "no" if input.subject.id == "bad"\n`,
        },
        account: { 'p.rego': 'policy' },
        problems: [/'deny' of policy 'p'/],
      },
    ])('accounts for $name', check);
  });

  describeWithServer('cerbos', 'of Cerbos', () => {
    engineOf(
      'cerbos',
      {
        url: 'http://127.0.0.1:9',
        admin: { username: 'cerbos', password: 'unused' },
      },
      cerbosModule,
    );
    const policy = {
      apiVersion: 'api.cerbos.dev/v1',
      resourcePolicy: {
        resource: 'doc',
        version: 'default',
        rules: [{ actions: ['read'], effect: 'EFFECT_ALLOW', roles: ['user'] }],
      },
    };
    const quoted = `"apiVersion": "api.cerbos.dev/v1"
"resourcePolicy":
  resource: "doc"
  version: default
  rules:
  - actions: ["read"]
    effect: EFFECT_ALLOW
    roles: ["user"]
`;
    const suite = `name: T
principals: {u: {id: u, roles: [user]}}
resources: {d: {kind: doc, id: d}}
tests:
- name: t
  input: {principals: [u], resources: [d], actions: [read]}
  expected:
  - principal: u
    resource: d
    actions: {read: EFFECT_ALLOW}
`;

    it.each<Brought>([
      {
        name: 'JSON',
        files: { 'doc.json': JSON.stringify(policy) },
        account: { 'policies/doc.json': 'policy' },
        reads: { ann: true },
      },
      {
        name: 'quoted keys, a byte-order mark, tests in tests/ beside cases of the portal',
        files: {
          'doc.yaml': `${BOM}${quoted}`,
          'tests/doc_test.yaml': suite,
          'tests/cases.yaml':
            '- name: ann reads\n  request: { subject: { type: user, id: ann }, action: { name: read }, resource: { type: doc, id: "1" } }\n  expect: { decision: true }\n',
        },
        account: {
          'policies/doc.yaml': 'policy',
          'policies/tests/doc_test.yaml': 'native-test',
          'tests/cases.yaml': 'cases',
        },
        reads: { ann: true },
      },
      {
        name: 'policies in other folders, and settings',
        files: {
          'policies/doc.yaml': quoted,
          'principal_policies/bad.yaml': `apiVersion: api.cerbos.dev/v1
principalPolicy:
  principal: bad
  version: default
  rules:
  - resource: doc
    actions: [{ action: read, effect: EFFECT_DENY }]
`,
          'config.json': '{}',
        },
        account: {
          'policies/doc.yaml': 'policy',
          'policies/principal_policies/bad.yaml': 'policy',
          'config.json': 'refused',
        },
        problems: [/'config.json' is not read/],
      },
      {
        name: 'two policies for one place',
        files: { 'doc.yaml': quoted, 'policies/doc.yaml': quoted },
        refused: [/'doc.yaml' and 'policies\/doc.yaml' would both be/],
      },
      {
        name: 'a kind with a colon',
        resourceType: 'doc:page',
        files: { 'doc.yaml': quoted.replace('"doc"', '"doc:page"') },
        account: { 'policies/doc.yaml': 'policy' },
        reads: { ann: true },
      },
    ])('accounts for $name', check);
  });

  describeWithServer('openfga', 'of OpenFGA', () => {
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
        refused: [/'fga.mod' is part of a model in modules/, /'core.fga'/],
      },
    ])('accounts for $name', check);
  });
});
