import type { SchemaJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { EntityScope } from '../compile/artifact';
import type { CedarEnvironment } from './types';

/** Types whose entities an entity of a type can be in, itself among them. */
export type Hierarchy = Map<string, Set<string>>;

/** Reads from a resolved schema which types can be in which. */
export function readHierarchy(schema: SchemaJson<string>): Hierarchy {
  const parents = new Map<string, string[]>();
  for (const [namespace, { entityTypes }] of Object.entries(schema)) {
    for (const [name, type] of Object.entries(entityTypes)) {
      parents.set(
        namespace ? `${namespace}::${name}` : name,
        'memberOfTypes' in type ? type.memberOfTypes ?? [] : [],
      );
    }
  }
  return new Map(
    [...parents.keys()].map(type => {
      const above = new Set([type]);
      for (const one of above) {
        parents.get(one)?.forEach(parent => above.add(parent));
      }
      return [type, above];
    }),
  );
}

/**
 * Whether the scope of a statement can match in an environment. True where it is not known: what cannot
 * match is left out of questions.
 */
export function canMatch(
  statement: {
    principal: EntityScope;
    resource: EntityScope;
    actions?: string[];
  },
  { principalType, actionUid, resourceType }: CedarEnvironment,
  hierarchy: Hierarchy,
  actionGroups: Record<string, string[]>,
): boolean {
  const { actions } = statement;
  const groups = Object.hasOwn(actionGroups, actionUid.id)
    ? actionGroups[actionUid.id]
    : [];
  return (
    (!actions || [actionUid.id, ...groups].some(id => actions.includes(id))) &&
    canBe(statement.principal, principalType, hierarchy) &&
    canBe(statement.resource, resourceType, hierarchy)
  );
}

function canBe(
  scope: EntityScope,
  type: string,
  hierarchy: Hierarchy,
): boolean {
  switch (scope.op) {
    case 'eq':
      return scope.uid.type === type;
    case 'is':
      return scope.type === type;
    case 'in':
      return (
        (scope.type === undefined || scope.type === type) &&
        (hierarchy.get(type)?.has(scope.uid.type) ?? true)
      );
    default:
      return true;
  }
}
