import cerbosModule from '@internal/plugin-policies-backend-module-cerbos';
import { describeWithServer } from '@internal/plugin-policies-node/testUtils';
import { Brought, expectedOf, outcomeOf } from './__testUtils__/bringFiles';
import { startPortal } from './__testUtils__/portal';

const BOM = '\uFEFF';

type Portal = Awaited<ReturnType<typeof startPortal>>;

describeWithServer('cerbos', 'files of Cerbos that people bring', () => {
  let portal: Portal;
  beforeAll(async () => {
    portal = await startPortal([], {
      policies: {
        engines: {
          cerbos: {
            // Drafts are evaluated in a sandbox, which needs no server.
            url: 'http://127.0.0.1:9',
            admin: { username: 'cerbos', password: 'unused' },
          },
        },
      },
      features: [cerbosModule],
    });
  });
  afterAll(() => portal.stop());

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
        'tests/doc_test.yaml': 'native-test',
        'tests/cases.yaml': 'cases',
      },
      reads: { ann: true },
      nativeTests: 1,
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
      problems: [/reads 'config.json'/],
    },
    ...['.bad.yaml', '.d/bad.yaml'].map(
      (path): Brought => ({
        name: `a policy that Cerbos does not see as '${path}'`,
        files: {
          'doc.yaml': quoted,
          [path]: quoted.replace('EFFECT_ALLOW', 'EFFECT_DENY'),
        },
        account: {
          'policies/doc.yaml': 'policy',
          [`policies/${path}`]: 'refused',
        },
        problems: [
          new RegExp(`'policies/${path}' is not read: Cerbos ignores files`),
        ],
      }),
    ),
    ...['bad_test.yaml', 'testdata/bad.yaml'].map(
      (path): Brought => ({
        name: `a policy that Cerbos takes for a test as '${path}'`,
        files: {
          'doc.yaml': quoted,
          [path]: quoted.replace('EFFECT_ALLOW', 'EFFECT_DENY'),
        },
        account: { 'policies/doc.yaml': 'policy', [path]: 'refused' },
        problems: [new RegExp(`'${path}' is a Cerbos policy that is not read`)],
      }),
    ),
    {
      name: 'tests in a hidden folder',
      files: { 'doc.yaml': quoted, '.d/doc_test.yaml': suite },
      account: {
        'policies/doc.yaml': 'policy',
        '.d/doc_test.yaml': 'native-test',
      },
      reads: { ann: true },
      nativeTests: 1,
    },
    {
      name: 'two policies in one file',
      files: { 'doc.yaml': `${quoted}---\n${quoted}` },
      account: { 'policies/doc.yaml': 'policy' },
      problems: [/'policies\/doc.yaml' holds more than one YAML document/],
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
  ])('accounts for $name', async brought => {
    expect(await outcomeOf(portal, brought)).toEqual(expectedOf(brought));
  });
});
