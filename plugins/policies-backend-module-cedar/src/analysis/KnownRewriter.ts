import type { PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import { ChainTypes } from './ChainTypes';
import { allOf, anyOf, Expression, not, thenAlso } from './expressions';
import { KnownTerms, UnfollowableError } from './KnownTerms';

/** A condition in which entities may be unknown. */
interface Condition {
  /** True where the condition is; it gives no error. */
  holds: Expression;
  /** True where reading an unknown entity is an error; absent where that cannot be. */
  fails?: Expression;
}

/** A statement in which entities may be unknown. */
export interface KnownStatement {
  statement: PolicyJson;
  /** Forbids what the statement gives an error for, as the portal allows nothing then. */
  failure?: PolicyJson;
}

/**
 * Rewrites statements so that entities of some types may be unknown: what is known of one is in an optional
 * record. A statement that reads an unknown entity without asking gives an error in Cedar and does not match,
 * which is told apart from a condition that is false.
 */
export class KnownRewriter {
  private readonly terms: KnownTerms;

  constructor(chains: ChainTypes, types: ReadonlySet<string>) {
    this.terms = new KnownTerms(chains, types);
  }

  /** @throws UnfollowableError */
  rewrite(statement: PolicyJson): KnownStatement {
    const clauses = [
      ...this.scopeClause(statement.principal, 'principal'),
      ...this.scopeClause(statement.resource, 'resource'),
      ...statement.conditions.map(({ kind, body }) =>
        kind === 'when' ? (body as Expression) : not(body as Expression),
      ),
    ];
    const scope = {
      principal: withoutAncestor(statement.principal),
      action: statement.action,
      resource: withoutAncestor(statement.resource),
    };
    const whole = allOf(clauses);
    if (!whole) {
      return { statement: { ...statement, ...scope } as PolicyJson };
    }
    const { holds, fails } = this.condition(whole);
    const when = (body: Expression) => ({ kind: 'when' as const, body });
    return {
      statement: {
        ...statement,
        ...scope,
        conditions: [when(holds), ...(fails ? [when(not(fails))] : [])],
      } as PolicyJson,
      failure:
        fails &&
        ({
          effect: 'forbid',
          ...scope,
          conditions: [when(fails)],
        } as PolicyJson),
    };
  }

  private condition(node: Expression): Condition {
    const [[operator, operands]] = Object.entries(node);
    switch (operator) {
      case '&&': {
        const left = this.condition(operands.left);
        const right = this.condition(operands.right);
        return {
          holds: { '&&': { left: left.holds, right: right.holds } },
          fails: anyOf([left.fails, thenAlso(left.holds, right.fails)]),
        };
      }
      case '||': {
        const left = this.condition(operands.left);
        const right = this.condition(operands.right);
        return {
          holds: { '||': { left: left.holds, right: right.holds } },
          fails: anyOf([left.fails, thenAlso(not(left.holds), right.fails)]),
        };
      }
      case '!': {
        const { holds, fails } = this.condition(operands.arg);
        return { holds: not(holds), fails };
      }
      case 'if-then-else': {
        const asked = this.condition(operands.if);
        const then = this.condition(operands.then);
        const other = this.condition(operands.else);
        return {
          holds: {
            'if-then-else': {
              if: asked.holds,
              then: then.holds,
              else: other.holds,
            },
          },
          fails: anyOf([
            asked.fails,
            thenAlso(asked.holds, then.fails),
            thenAlso(not(asked.holds), other.fails),
          ]),
        };
      }
      default: {
        const { term, known } = this.terms.atom(operator, operands, node);
        const all = allOf(known);
        return all
          ? { holds: { '&&': { left: all, right: term } }, fails: not(all) }
          : { holds: term };
      }
    }
  }

  /** What the head says of ancestors, as a condition. */
  private scopeClause(
    scope: PolicyJson['principal'] | PolicyJson['resource'],
    end: 'principal' | 'resource',
  ): Expression[] {
    const within = ancestorOf(scope);
    if (!within) {
      return [];
    }
    if (!('entity' in within)) {
      throw new UnfollowableError('a template has a slot');
    }
    const { entity } = within;
    const uid = '__entity' in entity ? entity.__entity : entity;
    return [
      {
        in: { left: { Var: end }, right: { Value: { __entity: uid } } },
      },
    ];
  }
}

function withoutAncestor(
  scope: PolicyJson['principal'] | PolicyJson['resource'],
) {
  if (scope.op === 'in') {
    return { op: 'All' };
  }
  return scope.op === 'is'
    ? { op: 'is', entity_type: scope.entity_type }
    : scope;
}

function ancestorOf(scope: PolicyJson['principal'] | PolicyJson['resource']) {
  if (scope.op === 'in') {
    return scope;
  }
  return scope.op === 'is' ? scope.in : undefined;
}
