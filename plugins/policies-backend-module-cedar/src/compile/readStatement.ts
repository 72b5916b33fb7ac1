import type {
  ActionConstraint,
  EntityUidJson,
  PolicyJson,
  PrincipalConstraint,
  ResourceConstraint,
  TypeAndId,
} from '@cedar-policy/cedar-wasm/nodejs';
import { EntityScope, Statement } from './artifact';
import { readAccess } from './readAccess';
import { readIdentity } from './readIdentity';

/** Reads scope and accessed data from a statement's syntax tree. */
export function readStatement(
  json: PolicyJson,
): Pick<
  Statement,
  | 'effect'
  | 'principal'
  | 'actions'
  | 'actionTypes'
  | 'resource'
  | 'access'
  | 'identity'
> {
  const named = actionsNamed(json.action);
  return {
    effect: json.effect,
    principal: entityScope(json.principal),
    actions: named?.map(({ id }) => id),
    actionTypes: [...new Set(named?.map(({ type }) => type))],
    resource: entityScope(json.resource),
    access: readAccess(json),
    identity: readIdentity(json),
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

function actionsNamed(constraint: ActionConstraint): TypeAndId[] | undefined {
  if (constraint.op === '==' && 'entity' in constraint) {
    return [uidOf(constraint.entity)];
  }
  if (constraint.op === 'in') {
    return 'entities' in constraint
      ? constraint.entities.map(uidOf)
      : [uidOf(constraint.entity)];
  }
  return undefined;
}
