import type {
  ActionConstraint,
  EntityUidJson,
  PolicyJson,
  PrincipalConstraint,
  ResourceConstraint,
  TypeAndId,
} from '@cedar-policy/cedar-wasm/nodejs';
import { EntityScope, Statement } from './artifact';

/** Reads scope and named entities from a statement's syntax tree. */
export function readStatement(
  json: PolicyJson,
): Pick<
  Statement,
  'effect' | 'principal' | 'actions' | 'resource' | 'literals'
> {
  return {
    effect: json.effect,
    principal: entityScope(json.principal),
    actions: actionIds(json.action),
    resource: entityScope(json.resource),
    literals: readLiterals(json),
  };
}

/** The `{ type, id }` of either JSON form of an entity reference. */
export function uidOf(uid: EntityUidJson): TypeAndId {
  return '__entity' in uid ? uid.__entity : uid;
}

function entityScope(
  constraint: PrincipalConstraint | ResourceConstraint,
): EntityScope {
  switch (constraint.op) {
    case '==':
      return 'entity' in constraint
        ? { op: 'eq', uid: uidOf(constraint.entity) }
        : { op: 'any' };
    case 'in':
      return 'entity' in constraint
        ? { op: 'in', uid: uidOf(constraint.entity) }
        : { op: 'any' };
    case 'is':
      return constraint.in && 'entity' in constraint.in
        ? {
            op: 'in',
            uid: uidOf(constraint.in.entity),
            type: constraint.entity_type,
          }
        : { op: 'is', type: constraint.entity_type };
    default:
      return { op: 'any' };
  }
}

function actionIds(constraint: ActionConstraint): string[] | undefined {
  if (constraint.op === '==' && 'entity' in constraint) {
    return [uidOf(constraint.entity).id];
  }
  if (constraint.op === 'in') {
    return 'entities' in constraint
      ? constraint.entities.map(entity => uidOf(entity).id)
      : [uidOf(constraint.entity).id];
  }
  return undefined;
}

/** Every entity a condition names. A superset of those it reads: cheap, and never misses one. */
function readLiterals(json: PolicyJson): TypeAndId[] {
  const found = new Map<string, TypeAndId>();
  const stack: unknown[] = json.conditions.map(condition => condition.body);
  while (stack.length) {
    const node = stack.pop();
    if (Array.isArray(node)) {
      stack.push(...node);
    } else if (node && typeof node === 'object') {
      const uid = (node as { __entity?: TypeAndId }).__entity;
      if (uid) {
        found.set(`${uid.type}::${uid.id}`, uid);
      } else {
        stack.push(...operandsThatMatter(node as Record<string, unknown>));
      }
    }
  }
  return [...found.values()];
}

/** An entity on the right of `in` or beside `==` is compared by name only, so its data is not needed. */
function operandsThatMatter(node: Record<string, unknown>): unknown[] {
  for (const operator of ['==', '!=', 'in']) {
    const operands = node[operator] as
      | { left: unknown; right: unknown }
      | undefined;
    if (operands && 'left' in operands) {
      const { left, right } = operands;
      const named = (side: unknown) =>
        !!side &&
        typeof side === 'object' &&
        ('Value' in side || 'Set' in side);
      const keepLeft = operator === 'in' || !named(left);
      return [keepLeft ? left : undefined, named(right) ? undefined : right];
    }
  }
  return Object.values(node);
}
