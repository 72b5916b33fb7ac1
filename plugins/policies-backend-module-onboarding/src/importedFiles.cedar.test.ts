import { buffer } from 'stream/consumers';
import {
  bringFiles,
  Brought,
  expectedOf,
  outcomeOf,
} from './__testUtils__/bringFiles';
import { startPortal } from './__testUtils__/portal';
import { zipFiles } from '@internal/plugin-policies-node';

const BOM = '\uFEFF';

type Portal = Awaited<ReturnType<typeof startPortal>>;

describe('files of Cedar that people bring', () => {
  let portal: Portal;
  beforeAll(async () => {
    portal = await startPortal([], {});
  });
  afterAll(() => portal.stop());

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
        '.git/forbid.cedar': 'forbid(principal, action, resource);',
        '.github/workflows/ci.yaml': 'on: push',
      },
      account: {
        '.git/forbid.cedar': 'unused',
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
        /'Q.CEDAR' is not read: .* only under the name 'Q.cedar'/,
        /reads 'config.json'/,
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
      resourceType: 'doc',
      files: {
        'p.cedar': 'permit(principal, action, resource);',
        'schema.cedarschema':
          'namespace Shop { entity User; entity Doc; action "read" appliesTo { principal: User, resource: Doc }; }',
      },
      account: { 'p.cedar': 'policy', 'schema.cedarschema': 'schema' },
      problems: [/resource type 'doc' .* 'Shop::Doc'/],
    },
    {
      name: 'a template',
      files: {
        'p.cedar': policy,
        't.cedar': 'permit(principal == ?principal, action, resource);',
      },
      account: { 'p.cedar': 'policy', 't.cedar': 'policy' },
      problems: [/template/],
    },
    {
      name: 'actions in a namespace, without a schema',
      files: {
        'p.cedar':
          'permit(principal, action, resource); forbid(principal == user::"bad", action == Shop::Action::"read", resource);',
      },
      account: { 'p.cedar': 'policy' },
      reads: { ann: true, bad: false },
    },
    {
      name: 'actions of two namespaces, without a schema',
      files: {
        'p.cedar':
          'permit(principal, action == A::Action::"read", resource); forbid(principal, action == B::Action::"read", resource);',
      },
      account: { 'p.cedar': 'policy' },
      problems: [
        /an action of type 'A::Action', which no request asks for/,
        /an action of type 'B::Action'/,
      ],
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
  ])('accounts for $name', async brought => {
    expect(await outcomeOf(portal, brought)).toEqual(expectedOf(brought));
  });

  it('accounts for what a Mac puts into a zip', async () => {
    const binary = Buffer.from([0, 5, 0x16, 7, 0xff, 0xfe]);
    const zip = await buffer(
      zipFiles([
        { path: 's/a.cedar', content: policy },
        { path: 's/.DS_Store', content: binary },
        { path: '__MACOSX/s/._a.cedar', content: binary },
        { path: '__MACOSX/s/notes.txt', content: 'To do' },
      ]),
    );
    const { journey } = await bringFiles(portal, { name: 'a', files: {} });
    await portal
      .as('ann')
      .postRaw(`/journeys/${journey.id}/files`, 'application/zip', zip)
      .expect(200);
    const { body } = await portal.post(`/journeys/${journey.id}/preview`, {});
    expect(body.account).toEqual([
      { path: 'a.cedar', use: 'policy' },
      { path: 'policy-set.yaml', use: 'manifest' },
      { path: 's/.DS_Store', use: 'unused' },
      { path: '__MACOSX/s/._a.cedar', use: 'unused' },
      { path: '__MACOSX/s/notes.txt', use: 'unused' },
    ]);
  });

  it('says how long a name of a set may be, and refuses a file that is there twice', async () => {
    const { preview } = await bringFiles(portal, {
      name: 'a long name',
      set: 'x'.repeat(60),
      files: { 'p.cedar': policy },
    });
    expect(preview.problems).toEqual([
      {
        step: 'subject',
        field: 'set',
        message:
          'Name of the set: names of policies stand behind it, so it has at most 54 characters.',
      },
    ]);
    const { body: other } = await portal.post('/journeys', {
      fields: { template: 'four-eyes', set: 'x'.repeat(60) },
    });
    const { body: answered } = await portal.post(
      `/journeys/${other.id}/preview`,
      {},
    );
    expect(answered.problems).toContainEqual(
      expect.objectContaining({
        field: 'set',
        message: expect.stringMatching(/so it has at most \d+ characters/),
      }),
    );
    const { body: journey } = await portal.post('/journeys', { fields: {} });
    const file = { path: 'p.cedar', content: policy };
    const { body } = await portal
      .post(`/journeys/${journey.id}/files`, { files: [file, file] })
      .expect(400);
    expect(body.error.message).toMatch(/'p.cedar' is there twice/);
  });
});
