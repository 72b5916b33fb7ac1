import { StatementText } from '@internal/plugin-policies-node';
import { candidatesOf } from './candidatesOf';
import { Comparison, comparisonsIn, Operand } from './comparisonsIn';

function written({ left, comparator, right }: Comparison): string {
  const operand = (one: Operand) => {
    switch (one.kind) {
      case 'attribute':
        return `${one.of}.${one.name}`;
      case 'self':
        return one.reference ? 'subject itself' : 'subject id';
      case 'value':
        return JSON.stringify(one.value);
      default:
        return JSON.stringify(one.values);
    }
  };
  return `${operand(left)} ${comparator} ${operand(right)}`;
}

describe('comparisonsIn', () => {
  it.each([
    [
      'Cedar',
      `permit (principal is User, action in [Action::"read", Action::"edit"], resource)
       when { ["viewer", "editor"].contains(principal.role) && resource.amount <= 100 } // resource.x == 1
       when { resource.owner == principal || principal.groups.contains("ops") }
       unless { context has frozen && context.frozen };`,
      [
        'subject.role in ["viewer","editor"]',
        'resource.amount <= 100',
        'resource.owner == subject itself',
        '"ops" in subject.groups',
        'context.frozen != true',
      ],
    ],
    [
      'Rego',
      `allow if {
        # input.context.x == 1
        input.action.name in {"read", "edit"}
        input.subject.properties.role in ["viewer", "editor"]
        input.resource.properties.owner == input.subject.id
        input.resource.properties.size.mb < 2.5
        not input.context.frozen
        input.context.second_factor
        "ops" in input.subject.properties.groups
      }`,
      [
        'subject.role in ["viewer","editor"]',
        'resource.owner == subject id',
        'resource.size.mb < 2.5',
        'context.frozen != true',
        'context.second_factor == true',
        '"ops" in subject.groups',
      ],
    ],
    [
      'Casbin',
      `p, approve, "r.sub.role == 'approver' && r.obj.amount <= r.sub.limit && r.obj.requester != r.sub.id && !r.ctx.frozen", allow`,
      [
        'subject.role == "approver"',
        'resource.amount <= subject.limit',
        'resource.requester != subject id',
        'context.frozen != true',
      ],
    ],
    [
      'Cerbos',
      `expr: P.attr.clearance >= R.attr.sensitivity && R.attr.context.mfa == true
       expr: 5 < request.resource.attr.amount && P.id in request.resource.attr.editors`,
      [
        'subject.clearance >= resource.sensitivity',
        'context.mfa == true',
        '5 < resource.amount',
        'subject id in resource.editors',
      ],
    ],
  ])('reads %s', (_, statement, expected) => {
    expect(comparisonsIn(statement).map(written)).toEqual(expected);
  });
});

describe('comparisonsIn, given hostile text,', () => {
  it.each([
    ['spaces', ' '],
    ['an open list', '[1,'],
    ['lists in lists', '[1 '],
    ['open texts', '"'],
    ['parts', 'principal.a'],
    ['parts without end', '.a'],
    ['operators', '== '],
    ['negations', 'not !'],
    ['digits', '1'],
  ])('comes back for %s', (_, piece) => {
    // A pattern that goes over the text again and again would not come back for long.
    for (const text of [
      `principal.a == [1${piece.repeat(20_000)}`,
      `x${piece.repeat(20_000)} principal`,
    ]) {
      expect(comparisonsIn(text)).toEqual(expect.any(Array));
    }
  });
});

describe('candidatesOf', () => {
  const statement = (
    policy: string,
    effect: StatementText['effect'],
    text: string,
    beside = '',
  ) => ({ policy, effect, text, beside });
  const subjects = {
    actions: ['approve'],
    subjectTypes: ['user'],
    resourceTypes: ['payment'],
    types: {},
  };

  it('meets each condition, keeps clear of forbids, and misses by one value', () => {
    const candidates = candidatesOf(
      [
        statement(
          'approvers',
          'permit',
          `permit (principal, action == Action::"approve", resource)
           when { principal.role == "approver" && resource.amount < 500 };`,
        ),
        statement(
          'not-own',
          'forbid',
          `forbid (principal, action == Action::"approve", resource)
           when { resource.requester == principal };`,
        ),
      ],
      subjects,
    );
    const parts = candidates.map(({ request, near }) => ({
      near: near && candidates.indexOf(near),
      subject: request.subject.properties,
      resource: request.resource.properties,
    }));
    const itself = { __entity: { type: 'user', id: 'example' } };
    const another = { __entity: { type: 'user', id: 'another' } };
    const approver = { role: 'approver' };
    expect(parts).toEqual([
      {
        subject: approver,
        resource: { requester: another, amount: 499 },
      },
      {
        near: 0,
        subject: { role: 'other' },
        resource: { requester: another, amount: 499 },
      },
      {
        near: 0,
        subject: approver,
        resource: { requester: another, amount: 500 },
      },
      {
        subject: approver,
        resource: { requester: itself, amount: 499 },
      },
      {
        near: 3,
        subject: approver,
        resource: { requester: another, amount: 499 },
      },
    ]);
  });

  it('knows rules that stand beside, and gives what a schema requires', () => {
    const [candidate] = candidatesOf(
      [
        statement(
          'approvers',
          'permit',
          'allow if {\n  is_approver\n  input.subject.properties.team == input.resource.properties.team\n}',
          'is_approver if input.subject.properties.role == "approver"',
        ),
      ],
      {
        ...subjects,
        vocabulary: {
          actions: [
            {
              name: 'approve',
              subjectTypes: ['user'],
              resourceTypes: ['payment'],
              context: [
                { name: 'mfa', required: true, type: { kind: 'boolean' } },
              ],
            },
          ],
          entityTypes: [
            {
              type: 'payment',
              engineType: 'payment',
              knownIds: [],
              attributes: [
                { name: 'team', required: true, type: { kind: 'long' } },
                {
                  name: 'owner',
                  required: true,
                  type: { kind: 'entity', types: ['User'] },
                },
              ],
            },
          ],
        },
      },
    );
    expect(candidate.request).toEqual({
      subject: {
        type: 'user',
        id: 'example',
        properties: { role: 'approver', team: 'example' },
      },
      action: { name: 'approve' },
      resource: {
        type: 'payment',
        id: 'example',
        properties: { team: 1, owner: { type: 'User', id: 'example' } },
      },
      context: { mfa: false },
    });
  });
});
