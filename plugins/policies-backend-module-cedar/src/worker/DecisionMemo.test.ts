import { EvaluationRequest } from '@internal/plugin-policies-common';
import { PolicyBundle } from '@internal/plugin-policies-node';
import {
  casesOf,
  estateBundle,
  estateSets,
  smallBundle,
} from '../__testUtils__/bundles';
import { compileCedar } from '../compile/compileCedar';
import { ServedSet } from './ServedSet';

/** Numbers that look random and are the same in each run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

function served(bundle: PolicyBundle): ServedSet {
  const { artifact, diagnostics } = compileCedar(bundle);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual(
    [],
  );
  return new ServedSet(artifact!);
}

const told = (set: ServedSet, request: EvaluationRequest) => {
  const decision = set.evaluate(request, { explain: false });
  return JSON.stringify({
    ...decision,
    // Cedar tells them in any order.
    errors: decision.errors?.map(error => JSON.stringify(error)).sort(),
    durationUs: 0,
  });
};

/**
 * Decides each request with a memo and without.
 *
 * @returns the different decisions there were
 */
function expectSame(
  bundle: PolicyBundle,
  requests: EvaluationRequest[],
): Set<string> {
  const set = served(bundle);
  const without = served(bundle);
  Object.assign(without, { memo: { keyOf: () => undefined } });
  const decisions = new Set<string>();
  for (const request of requests) {
    const wanted = told(without, request);
    decisions.add(wanted);
    expect([request, told(set, request)]).toEqual([request, wanted]);
  }
  set.dispose();
  without.dispose();
  return decisions;
}

describe('DecisionMemo', () => {
  it.each(estateSets())(
    'decides as Cedar does for mixed requests to %s',
    name => {
      const bundle = estateBundle(name);
      const requests = casesOf(bundle).map(({ request }) => request);
      const random = numbers(name.length * 7_919);
      const pick = () => requests[random(requests.length)];
      const mixed = Array.from({ length: 150 }, (): EvaluationRequest => {
        const [who, what, which, where] = [pick(), pick(), pick(), pick()];
        const properties = { ...which.resource.properties };
        const [first] = Object.keys(properties);
        if (first && random(3) === 0) {
          delete properties[first];
        }
        return {
          subject: random(4)
            ? who.subject
            : { ...who.subject, id: pick().subject.id },
          action: what.action,
          resource: {
            ...which.resource,
            id: random(2) ? which.resource.id : pick().resource.id,
            properties,
          },
          context: where.context,
        };
      });
      expectSame(bundle, [...requests, ...mixed, ...requests, ...mixed]);
    },
  );

  const SCHEMA = `entity team in [team];
entity user in [team] { level?: Long, chief?: user, seen?: Set<record>, self?: user };
entity record in [record] { owner?: user, status?: String, twin?: record, readers?: Set<user> };
action read appliesTo { principal: user, resource: record, context: { by?: user, of?: record } };`;

  it.each([
    ['nothing', 'permit (principal, action, resource);'],
    [
      'attributes',
      'permit (principal, action, resource) when { resource has status && resource.status == "open" && principal has level && principal.level > 3 };',
    ],
    [
      'the owner',
      'permit (principal, action, resource) when { resource has owner && resource.owner == principal };',
    ],
    [
      'a set of readers',
      'permit (principal, action, resource) when { resource has readers && resource.readers.contains(principal) };',
    ],
    [
      'a set of what was seen',
      'forbid (principal, action, resource) when { principal has seen && principal.seen.contains(resource) };\npermit (principal, action, resource);',
    ],
    [
      'an entity over another',
      'permit (principal, action, resource) when { resource has owner && resource.owner has level && resource.owner.level > 3 };',
    ],
    [
      'an entity over itself',
      'permit (principal, action, resource) when { principal has self && principal.self has level && principal.self.level > 3 };',
    ],
    [
      'an entity by its name',
      'permit (principal, action, resource) when { user::"u1" has level && user::"u1".level > 3 };',
    ],
    [
      'a comparison',
      'permit (principal, action, resource) when { principal == user::"u1" || resource == record::"r1" };',
    ],
    [
      'the scope',
      'permit (principal == user::"u1", action, resource);\npermit (principal in team::"t", action, resource == record::"r2");\nforbid (principal, action, resource in record::"r1");',
    ],
    [
      'ancestors in a condition',
      'permit (principal, action, resource) when { principal in team::"t" || resource in record::"r1" };',
    ],
    [
      'ancestors of an attribute',
      'permit (principal, action, resource) when { resource has owner && resource.owner in team::"t" };',
    ],
    [
      'the context',
      'permit (principal, action, resource) when { context has by && context.by == principal };\npermit (principal, action, resource) when { context has of && context.of == resource };',
    ],
    [
      'a type',
      'permit (principal, action, resource) when { principal is user && resource is record };',
    ],
    [
      'a choice',
      'permit (principal, action, resource) when { (if resource has twin then resource.twin else resource) == record::"r2" };',
    ],
  ])('decides as Cedar does where statements ask for %s', (what, policy) => {
    const uid = (type: string, id: string) => ({ type, id });
    const bundle = smallBundle({
      'schema.cedarschema': SCHEMA,
      'policies/read.cedar': policy,
      'entities.json': JSON.stringify([
        { uid: uid('team', 't'), attrs: {}, parents: [] },
        { uid: uid('user', 'u1'), attrs: { level: 5 }, parents: [] },
        {
          uid: uid('user', 'u2'),
          attrs: { level: 1, chief: uid('user', 'u1') },
          parents: [uid('team', 't')],
        },
        { uid: uid('record', 'r1'), attrs: {}, parents: [] },
        {
          uid: uid('record', 'r2'),
          attrs: { owner: uid('user', 'u2'), status: 'open' },
          parents: [uid('record', 'r1')],
        },
      ]),
    });
    const random = numbers(policy.length * 31);
    const one = <T>(...values: T[]): T => values[random(values.length)];
    const user = () => uid('user', one('u1', 'u2', 'u3', 'u4'));
    const record = () => uid('record', one('r1', 'r2', 'r3', 'r4'));
    const some = (values: Record<string, () => unknown>) =>
      Object.fromEntries(
        Object.entries(values)
          .filter(() => random(2))
          .map(([name, value]) => [name, value()]),
      );
    const requests = Array.from(
      { length: 600 },
      (): EvaluationRequest => ({
        subject: {
          ...user(),
          properties: some({
            level: () => one(1, 5),
            self: user,
            seen: () => [record()],
          }),
        },
        action: { name: 'read' },
        resource: {
          ...record(),
          properties: some({
            status: () => one('open', 'shut'),
            owner: user,
            twin: record,
            readers: () => [user(), user()],
          }),
        },
        context: some({ by: user, of: record }),
      }),
    );
    const decisions = expectSame(bundle, requests);
    // Where nothing or the type is asked for, all are alike.
    expect(decisions.size).toBeGreaterThan(
      ['nothing', 'a type'].includes(what) ? 0 : 1,
    );
  });

  it('spares Cedar requests that differ only in what nobody asks for', () => {
    const set = served(
      smallBundle({
        'policies/read.cedar':
          'permit (principal, action, resource) when { resource.amount > 3 };',
      }),
    );
    const request = (id: string, amount: number) => ({
      subject: { type: 'user', id: `u-${id}`, properties: { level: 1 } },
      action: { name: 'read' },
      resource: {
        type: 'record',
        id,
        properties: { owner: { type: 'user', id: 'x' }, amount },
      },
    });
    const decide = jest.spyOn(
      set as unknown as { authorize(): unknown },
      'authorize',
    );
    for (let index = 0; index < 100; index++) {
      const { outcome } = set.evaluate(request(`${index}`, index % 10), {
        explain: false,
      });
      expect(outcome).toBe(index % 10 > 3 ? 'allow' : 'deny');
    }
    expect(decide).toHaveBeenCalledTimes(10);
    // Where nothing is ever found again, it is not looked for.
    for (let index = 0; index < 5_000; index++) {
      set.evaluate(request('1', 1_000 + index), { explain: false });
    }
    decide.mockClear();
    set.evaluate(request('1', 1_000), { explain: false });
    set.evaluate(request('1', 1_000), { explain: false });
    expect(decide).toHaveBeenCalledTimes(2);
    set.dispose();
  });
});
