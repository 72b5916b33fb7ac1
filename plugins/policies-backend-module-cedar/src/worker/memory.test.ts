import { EvaluationRequest } from '@internal/plugin-policies-common';
import { PolicyBundle } from '@internal/plugin-policies-node';
import { checkConfusable } from '@internal/plugin-policies-node/testUtils';
import { smallBundle } from '../__testUtils__/bundles';
import { compileCedar } from '../compile/compileCedar';
import { PreparsedPolicies } from './PreparsedPolicies';
import { ServedSet } from './ServedSet';

const MANIFEST = (types: string) => `apiVersion: policies.internal/v1alpha1
kind: PolicySet
metadata: { name: records, title: Records }
spec:
  domain: records
  owner: group:default/records
  engine: cedar
  resourceTypes: [record]
  types: ${types}
  policies:
    - { name: read, title: Reading }
`;

function served(bundle: PolicyBundle): ServedSet {
  const { artifact, diagnostics } = compileCedar(bundle);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual(
    [],
  );
  return new ServedSet(artifact!);
}

function told(set: ServedSet, request: EvaluationRequest) {
  const { durationUs: _took, ...decision } = set.evaluate(request, {
    explain: false,
  });
  return decision;
}

function ask(
  subject: EvaluationRequest['subject'],
  resource: EvaluationRequest['resource'] = { type: 'record', id: 'r1' },
  action = 'read',
): EvaluationRequest {
  return { subject, action: { name: action }, resource };
}

const uid = (type: string, id: string) => ({ type, id });
const NAMESPACED = `namespace Meridian {
  entity Team;
  entity User in [Team] { level?: Long };
  entity Record in [Record] { status?: String };
}
action read, "*" appliesTo { principal: Meridian::User, resource: Meridian::Record };
`;
const ENTITIES = JSON.stringify([
  { uid: uid('Meridian::Team', 't'), attrs: {}, parents: [] },
  {
    uid: uid('Meridian::User', 'ana'),
    attrs: { level: 5 },
    parents: [uid('Meridian::Team', 't')],
  },
  {
    uid: uid('Meridian::Record', 'r1'),
    attrs: { status: 'open' },
    parents: [],
  },
]);

const SETS: Array<[string, PolicyBundle]> = [
  'permit (principal in Meridian::Team::"t", action == Action::"read", resource);',
  'permit (principal is Meridian::User, action, resource) when { principal has level && principal.level > 3 };',
  'permit (principal == Meridian::User::"ana", action, resource == Meridian::Record::"r1");',
  'permit (principal, action, resource) when { resource has status && resource.status == "open" };',
].flatMap((policy, index): Array<[string, PolicyBundle]> => {
  const files = {
    'policy-set.yaml': MANIFEST(
      '{ user: Meridian::User, record: Meridian::Record }',
    ),
    'policies/read.cedar': policy,
    'entities.json': ENTITIES,
  };
  const all = smallBundle(files);
  return [
    [
      `policy ${index} with a schema`,
      smallBundle({ ...files, 'schema.cedarschema': NAMESPACED }),
    ],
    [
      `policy ${index} without a schema`,
      {
        ...all,
        files: all.files.filter(({ path }) => !path.endsWith('.cedarschema')),
      },
    ],
  ];
});

describe('what a set remembers', () => {
  it.each(SETS)('changes no answer: %s', (_name, bundle) => {
    const warm = served(bundle);
    const cold = served(bundle);
    Object.assign(cold, { memo: { keyOf: () => undefined } });
    const known = [
      ask(uid('user', 'ana')),
      ask(uid('Meridian::User', 'ana')),
      ask(uid('user', 'ana'), uid('Meridian::Record', 'r1')),
    ];
    const outcomes = new Set<string>();
    checkConfusable(known, requests => {
      for (const request of requests) {
        const answer = told(warm, request);
        outcomes.add(answer.outcome);
        expect([request, answer]).toEqual([request, told(cold, request)]);
      }
    });
    expect(outcomes.size).toBeGreaterThan(1);
    warm.dispose();
    cold.dispose();
  });

  it('keeps the combinations of statements that were asked for last', () => {
    const count = 300;
    const set = served(
      smallBundle({
        'schema.cedarschema':
          'entity user, record; action read appliesTo { principal: user, resource: record };',
        'policies/read.cedar': Array.from(
          { length: count },
          (_, index) =>
            `permit (principal == user::"u${index}", action, resource == record::"r1");`,
        ).join('\n'),
      }),
    );
    Object.assign(set, { memo: { keyOf: () => undefined } });
    const prepared = new PreparsedPolicies(set.artifact.statements);
    const first = [];
    for (let index = 0; index < count; index++) {
      expect([
        index,
        told(set, ask(uid('user', `u${index}`))).outcome,
        told(set, ask(uid('user', `u${index}`), uid('record', 'r2'))).outcome,
      ]).toEqual([index, 'allow', 'deny']);
      first.push(prepared.get([index]));
    }
    expect(new Set(first.map(({ name }) => name)).size).toBe(256);
    for (let index = count - 256; index < count; index++) {
      expect(prepared.get([index])).toBe(first[index]);
    }
    expect(prepared.get([0])).not.toBe(first[0]);
    // The one that was asked for longest ago went for it.
    expect(prepared.get([count - 1])).toBe(first[count - 1]);
    expect(prepared.get([count - 256])).not.toBe(first[count - 256]);
    prepared.dispose();
    expect(told(set, ask(uid('user', 'u0')))).toMatchObject({
      outcome: 'allow',
    });
    set.dispose();
  });

  it('does not answer for another by the same characters', () => {
    const [[, bundle]] = SETS;
    const set = served(bundle);
    const right = ask(uid('user', 'ana'));
    expect(told(set, right)).toMatchObject({ outcome: 'allow' });
    for (const subject of [
      uid('Meridian', 'User::ana'),
      uid('Meridian::', 'User::ana'),
      uid('Meridian::User::ana', 'x'),
      uid('Meridian::User ', 'ana'),
      uid('if', 'ana'),
      uid('constructor', 'ana'),
      uid('__proto__', 'ana'),
      uid('user', 'ana\ud800'),
      uid('user\udc00', 'ana'),
    ]) {
      expect([subject, told(set, ask(subject))]).toEqual([
        subject,
        expect.objectContaining({ outcome: 'error', fault: 'request' }),
      ]);
    }
    for (const name of ['constructor', '__proto__', 'read\ud800']) {
      expect(told(set, ask(uid('user', 'ana'), undefined, name))).toMatchObject(
        { outcome: 'error', fault: 'request' },
      );
    }
    expect(told(set, right)).toMatchObject({ outcome: 'allow' });
    set.dispose();
  });

  it('tells an action that is asked about from one that is asked for', () => {
    const set = served({
      ...smallBundle({
        'policies/read.cedar':
          'permit (principal, action, resource) when { action has safe && action.safe };',
      }),
      files: smallBundle({
        'policies/read.cedar':
          'permit (principal, action, resource) when { action has safe && action.safe };',
      }).files.filter(({ path }) => path !== 'schema.cedarschema'),
    });
    const safe = (id: string) => ({
      ...uid('Action', id),
      properties: { safe: true },
    });
    expect(told(set, ask(safe('read')))).toMatchObject({ outcome: 'allow' });
    expect(told(set, ask(safe('write')))).toMatchObject({ outcome: 'deny' });
    set.dispose();
  });

  it('finds the groups of an action in every namespace and among the stored entities', () => {
    const policy = `permit (principal, action, resource);
forbid (principal, action in Action::"risky", resource);`;
    const inSchema = served(
      smallBundle({
        'policy-set.yaml': MANIFEST(
          '{ user: Own::user, record: Own::record, Action: "Own::Action" }',
        ),
        'policies/read.cedar': policy.replace('Action::', 'Own::Action::'),
        'schema.cedarschema': `namespace Own {
  entity user, record;
  action risky;
  action read in [risky] appliesTo { principal: user, resource: record };
}
namespace Other { entity thing; action read appliesTo { principal: thing, resource: thing }; }`,
      }),
    );
    const bundle = smallBundle({
      'policies/read.cedar': policy,
      'entities.json': JSON.stringify([
        { uid: uid('Action', 'risky'), attrs: {}, parents: [] },
        {
          uid: uid('Action', 'read'),
          attrs: {},
          parents: [uid('Action', 'risky')],
        },
      ]),
    });
    const stored = served({
      ...bundle,
      files: bundle.files.filter(({ path }) => path !== 'schema.cedarschema'),
    });
    for (const set of [inSchema, stored]) {
      expect(told(set, ask(uid('user', 'ana')))).toMatchObject({
        outcome: 'deny',
      });
      set.dispose();
    }
  });
});
