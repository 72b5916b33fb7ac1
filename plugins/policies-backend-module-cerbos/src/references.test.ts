import { createServer, Server } from 'http';
import { AddressInfo } from 'net';
import { PolicyFile } from '@internal/plugin-policies-common';
import {
  bundleOf,
  describeWithServer,
  readFixture,
} from '@internal/plugin-policies-node/testUtils';
import { CerbosTestServer } from './__testUtils__/CerbosTestServer';
import { CerbosEngine } from './CerbosEngine';

const MANIFEST = readFixture('cerbos')
  .base.find(({ path }) => path === 'policy-set.yaml')!
  .content.replace(
    /policies:[\s\S]*/,
    'policies:\n    - { name: only, title: Only }\n',
  );

const HEAD = 'https://json-schema.org/draft/2020-12/schema';

function json(path: string, content: unknown): PolicyFile {
  return {
    path,
    content: typeof content === 'string' ? content : JSON.stringify(content),
  };
}

const policy = (ref: string, more: object = {}) =>
  json('policies/doc.json', {
    apiVersion: 'api.cerbos.dev/v1',
    ...more,
    resourcePolicy: {
      resource: 'doc',
      version: 'default',
      schemas: { resourceSchema: { ref } },
      rules: [
        {
          name: 'only',
          actions: ['read'],
          effect: 'EFFECT_ALLOW',
          roles: ['*'],
        },
      ],
    },
  });

const bundle = (...files: PolicyFile[]) =>
  bundleOf([json('policy-set.yaml', MANIFEST), ...files]);

const schema = (content: unknown) => [
  policy('cerbos:///doc.json'),
  json('_schemas/doc.json', content),
  json('_schemas/types/id.json', { type: 'string' }),
];

const suite = json('policies/doc_test.yaml', {
  name: 'suite',
  principals: { ann: { id: 'ann', roles: ['user'] } },
  resources: { one: { id: '1', kind: 'doc' } },
  tests: [
    {
      name: 'reads',
      input: { principals: ['ann'], resources: ['one'], actions: ['read'] },
      expected: [
        {
          principal: 'ann',
          resource: 'one',
          actions: { read: 'EFFECT_ALLOW' },
        },
      ],
    },
  ],
});

describeWithServer('cerbos', 'references of Cerbos schemas', () => {
  let server: CerbosTestServer;
  let engine: CerbosEngine;
  let canary: Server;
  let address: string;
  const calls: string[] = [];

  beforeAll(async () => {
    canary = createServer((request, response) => {
      calls.push(request.url!);
      response.end('{"type":"object"}');
    });
    await new Promise<void>(done => canary.listen(0, '127.0.0.1', done));
    address = `http://127.0.0.1:${(canary.address() as AddressInfo).port}`;
    server = await CerbosTestServer.start();
    engine = server.createEngine();
  }, 30_000);

  afterAll(async () => {
    await engine.dispose();
    await server.stop();
    await new Promise(done => canary.close(done));
  });

  it('lead nowhere but into the set, in drafts, tests and live sets', async () => {
    const host = address.slice('http:'.length);
    const hostile: Array<[string, PolicyFile[]]> = [
      ...Object.entries<unknown>({
        $ref: { $ref: `${address}/a` },
        'of an item': { items: [{ $ref: `${address}/a` }] },
        'upper case': { $ref: `HTTP:${host}/a` },
        'no scheme': { $ref: `${host}/a` },
        'a file': { $ref: 'file:///etc/hostname' },
        'an absolute path': { $ref: '/etc/hostname' },
        'up and out': { $ref: '../../etc/hostname' },
        'of other revisions': { $ref: 'cerbos:///../0123456789abcdef/a.json' },
        'another host': { $ref: 'cerbos://127.0.0.1/doc.json' },
        'percent-encoded': { $ref: `%68ttp:${host}/a` },
        'percent-encoded dots': { $ref: '%2e%2e/a.json' },
        'a backslash': { $ref: '..\\a.json' },
        escaped: `{"\\u0024ref":"${address}/a"}`,
        $dynamicRef: { $dynamicRef: `${address}/a` },
        $recursiveRef: {
          $schema: 'https://json-schema.org/draft/2019-09/schema',
          $recursiveRef: `${address}/a`,
        },
        $schema: { $schema: `${address}/a` },
        'nested $schema': { $defs: { a: { $id: 'doc.json', $schema: 'a' } } },
        $id: { $id: `${address}/x/`, properties: { a: { $ref: 'b.json' } } },
        'id of draft 4': {
          $schema: 'http://json-schema.org/draft-04/schema#',
          id: `${address}/x/`,
          properties: { a: { $ref: 'types/id.json' } },
        },
        'behind a pointer': {
          const: { hidden: { $ref: `${address}/a` } },
          properties: { a: { $ref: '#/const/hidden' } },
        },
        'what is not there': { $ref: 'nothing.json' },
      }).map(([name, content]): [string, PolicyFile[]] => [
        name,
        schema(content),
      ]),
      ['by a policy', [policy(`${address}/a`)]],
      ['to a file by a policy', [policy('file:///etc/hostname')]],
      ['by a disabled policy', [policy(`${address}/a`, { disabled: true })]],
      ['relative by a policy', [policy('../a.json')]],
      ['to other revisions by a policy', [policy('cerbos:///../a/b.json')]],
    ];
    for (const [name, files] of hostile) {
      const refused = bundle(...files, suite);
      for (const mode of ['draft', 'live'] as const) {
        const { compiled, diagnostics } = await engine.compile(refused, {
          mode,
        });
        expect({ name, compiled }).toEqual({ name, compiled: undefined });
        expect(diagnostics[0]).toMatchObject({
          severity: 'error',
          source: 'portal',
          file: files.length > 1 ? '_schemas/doc.json' : 'policies/doc.json',
          range: { startLine: 1, startColumn: expect.any(Number) },
          help: expect.stringMatching(/./),
        });
      }
      const results = await engine.runNativeTests(refused);
      expect(new Set(results.map(({ status }) => status))).toEqual(
        new Set(['error']),
      );
    }
    expect(calls).toEqual([]);
  }, 60_000);

  it('are no schemas when they stand in tests and other files', async () => {
    for (const path of [
      '_schemas/hidden_test.yaml',
      '_schemas/testdata/hidden.yaml',
      '_schemas/hidden.yaml',
    ]) {
      const refused = bundle(
        policy(`cerbos:///${path.slice('_schemas/'.length)}`),
        json(path, { $ref: `${address}/a` }),
        suite,
      );
      expect((await engine.runNativeTests(refused))[0].status).toBe('error');
      const { compiled } = await engine.compile(refused, { mode: 'draft' });
      expect(compiled).toBeUndefined();
    }
    expect(calls).toEqual([]);
  });

  it('within the set are taken as they are', async () => {
    const files = schema({
      $schema: HEAD,
      $id: 'cerbos:///doc.json',
      type: 'object',
      properties: {
        a: { $ref: './types/id.json' },
        b: { $ref: 'cerbos:///types/id.json#' },
        c: { $ref: '#/$defs/c' },
        $ref: { type: 'string', const: 'cerbos:///no-reference' },
      },
      $defs: { c: { $anchor: 'c', type: 'string' } },
    });
    const set = bundle(...files, suite);
    for (const mode of ['draft', 'live'] as const) {
      const { compiled, diagnostics } = await engine.compile(set, { mode });
      expect(diagnostics).toEqual([]);
      expect(
        await compiled!.evaluate([
          {
            subject: { type: 'user', id: 'ann' },
            action: { name: 'read' },
            resource: {
              type: 'doc',
              id: '1',
              properties: { $ref: 'cerbos:///no-reference' },
            },
          },
        ]),
      ).toMatchObject([{ outcome: 'allow' }]);
      await compiled!.dispose();
    }
    expect(await engine.runNativeTests(set)).toMatchObject([
      { status: 'passed' },
    ]);
  });
});
