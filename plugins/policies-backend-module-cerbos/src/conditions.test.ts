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
    'policies:\n    - { name: readers, title: Readers }\n    - { name: frozen, title: Frozen }\n',
  );

const file = (path: string, content: object): PolicyFile => ({
  path,
  content: JSON.stringify(content, null, 2),
});

const when = (expr: string) => ({ match: { all: { of: [{ expr }] } } });

/** Everybody reads, unless the deny's condition or derived role says otherwise. */
function bundle(
  deny: object | undefined,
  options: { derived?: object; principal?: object } = {},
) {
  const { derived, principal } = options;
  return bundleOf([
    { path: 'policy-set.yaml', content: MANIFEST },
    file('policies/doc.json', {
      apiVersion: 'api.cerbos.dev/v1',
      resourcePolicy: {
        resource: 'doc',
        version: 'default',
        ...(derived && { importDerivedRoles: ['roles'] }),
        rules: [
          {
            name: 'readers',
            actions: ['read'],
            effect: 'EFFECT_ALLOW',
            roles: ['*'],
          },
          {
            ...(derived ? { derivedRoles: ['frozen_one'] } : { roles: ['*'] }),
            name: 'frozen.by-flag',
            actions: ['read'],
            effect: 'EFFECT_DENY',
            condition: deny,
          },
        ],
      },
    }),
    ...(derived
      ? [
          file('policies/roles.json', {
            apiVersion: 'api.cerbos.dev/v1',
            derivedRoles: {
              name: 'roles',
              definitions: [
                {
                  name: 'frozen_one',
                  parentRoles: ['user'],
                  condition: derived,
                },
              ],
            },
          }),
        ]
      : []),
    ...(principal
      ? [
          file('policies/ann.json', {
            apiVersion: 'api.cerbos.dev/v1',
            principalPolicy: {
              principal: 'ann',
              version: 'default',
              rules: [
                {
                  resource: 'doc',
                  actions: [
                    {
                      name: 'frozen.ann',
                      action: 'read',
                      effect: 'EFFECT_DENY',
                      condition: principal,
                    },
                  ],
                },
              ],
            },
          }),
        ]
      : []),
  ]);
}

describeWithServer('cerbos', 'conditions of Cerbos policies', () => {
  let server: CerbosTestServer;
  let engine: CerbosEngine;

  beforeAll(async () => {
    server = await CerbosTestServer.start();
    engine = server.createEngine();
  });

  afterAll(async () => {
    await engine.dispose();
    await server.stop();
  });

  /** Decisions by the properties of the resource, which are the same in a draft and live. */
  async function decide(set: ReturnType<typeof bundle>, properties: object[]) {
    const told = [];
    for (const mode of ['draft', 'live'] as const) {
      const { compiled, diagnostics } = await engine.compile(set, { mode });
      expect(diagnostics).toEqual([]);
      const decisions = await compiled!.evaluate(
        properties.map(given => ({
          subject: { type: 'user', id: 'ann' },
          action: { name: 'read' },
          resource: { type: 'doc', id: '1', properties: { ...given } },
        })),
        { explain: true },
      );
      told.push(
        decisions.map(decision => ({
          ...decision,
          durationUs: 0,
          explanation: undefined,
        })),
      );
      await compiled!.dispose();
    }
    expect(told[1]).toEqual(told[0]);
    return told[0];
  }

  const unsure = (message: RegExp) =>
    expect.objectContaining({
      outcome: 'error',
      fault: 'request',
      message: expect.stringMatching(/'frozen' may deny it/),
      errors: [{ policy: 'frozen', message: expect.stringMatching(message) }],
    });
  const outcome = (name: string) => expect.objectContaining({ outcome: name });
  const neither = /gives neither true nor false/;

  it('never let a deny pass that gives neither true nor false', async () => {
    const values = [true, false, 'yes', 'false', '', 1, 0, null, [], { a: 1 }];
    const asked = values.map(frozen => ({ frozen }));
    const expected = (message: RegExp) => [
      outcome('deny'),
      outcome('allow'),
      ...values.slice(2).map(() => unsure(message)),
    ];
    const flag = 'R.attr.frozen';
    expect(await decide(bundle({ match: { expr: flag } }), asked)).toEqual(
      expected(neither),
    );
    expect(await decide(bundle(when(`${flag} // a note`)), asked)).toEqual(
      expected(neither),
    );
    expect(
      await decide(bundle(undefined, { derived: when(flag) }), asked),
    ).toEqual(expected(/condition of its derived role gives neither/));
    expect(
      await decide(
        bundle({ match: { expr: 'false' } }, { principal: when(flag) }),
        asked,
      ),
    ).toEqual(expected(neither));
    // What is not there is no error to Cerbos.
    expect(await decide(bundle(when(flag)), [{}])).toEqual([outcome('allow')]);
  });

  it('are errors where they cannot be worked out, unless nothing hangs on it', async () => {
    const set = bundle({
      match: {
        any: {
          of: [
            { expr: 'R.attr.level > 3' },
            { all: { of: [{ expr: 'R.attr.a == 1' }, { expr: '!R.attr.b' }] } },
          ],
        },
      },
    });
    expect(
      await decide(set, [
        { level: 5, a: 2 },
        { level: 1, a: 2, b: 'no' },
        { level: 'high', a: 2 },
        { level: 1, a: 1, b: 'no' },
        { level: 'high', a: 1, b: false },
      ]),
    ).toEqual([
      outcome('deny'),
      outcome('allow'),
      unsure(/cannot be worked out: no such overload/),
      unsure(/cannot be worked out/),
      outcome('deny'),
    ]);
  });

  it('are refused where they can be neither, at their place', async () => {
    for (const expression of [
      '"yes"',
      '1 + 1',
      'R.id',
      '[R.attr.a]',
      'R.attr.a ? "a" : "b"',
    ]) {
      for (const [set, path] of [
        [bundle(when(expression)), 'policies/doc.json'],
        [
          bundle(undefined, { derived: when(expression) }),
          'policies/roles.json',
        ],
        [
          bundle(undefined, { principal: when(expression) }),
          'policies/ann.json',
        ],
      ] as const) {
        const lines = set.files
          .find(held => held.path === path)!
          .content.split('\n');
        const startLine = lines.findIndex(line => line.includes('"expr"')) + 1;
        const { compiled, diagnostics } = await engine.compile(set, {
          mode: 'live',
        });
        expect(compiled).toBeUndefined();
        expect(diagnostics).toEqual([
          {
            severity: 'error',
            source: 'cerbos',
            file: path,
            range: expect.objectContaining({ startLine }),
            message: expect.stringContaining(
              `the condition '${expression}' gives a value of type '`,
            ),
            help: expect.stringMatching(/./),
          },
        ]);
      }
    }
  });
});
