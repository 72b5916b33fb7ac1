import type { TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';
import { EntityScope, Statement } from '../compile/artifact';

/*
 * Cedar tests every policy it is given, so the cost of a decision grows with the set. The index picks
 * the statements whose scope can match before Cedar sees them: first by a hash on the action and on
 * what the scope asks of the principal, then by testing the rest of the scope. It is exact for scopes
 * (`==`, `in`, `is`), which depend on nothing but the identities and ancestors of the request's
 * entities, and leaves conditions to Cedar.
 */

/* No key of an entity or of an action begins like it. */
const ANY = '*';

/** An entity with everything it is in. */
export interface EntityWithAncestors {
  uid: TypeAndId;
  /** Keys of {@link uidKey} of the entity itself and of all its ancestors. */
  selfAndAncestors: Set<string>;
}

/** Finds the statements whose scope matches a request. */
export class ScopeIndex {
  private readonly byActionAndPrincipal = new Map<string, number[]>();

  constructor(private readonly statements: Statement[]) {
    statements.forEach((statement, position) => {
      for (const action of statement.actions ?? [undefined]) {
        const key = actionKey(action) + scopeKey(statement.principal);
        const positions = this.byActionAndPrincipal.get(key) ?? [];
        positions.push(position);
        this.byActionAndPrincipal.set(key, positions);
      }
    });
  }

  /**
   * @param action - id of the action
   * @param groups - ids of the groups the action is in
   * @returns positions of the matching statements, ascending
   */
  find(
    principal: EntityWithAncestors,
    action: string,
    groups: string[],
    resource: EntityWithAncestors,
  ): number[] {
    const principalKeys = [
      ANY,
      `is ${principal.uid.type}`,
      `eq ${uidKey(principal.uid)}`,
      ...[...principal.selfAndAncestors].map(key => `in ${key}`),
    ];
    const found = new Set<number>();
    for (const asked of [undefined, action, ...groups]) {
      for (const principalKey of principalKeys) {
        const positions = this.byActionAndPrincipal.get(
          actionKey(asked) + principalKey,
        );
        for (const position of positions ?? []) {
          const statement = this.statements[position];
          if (
            matches(statement.principal, principal) &&
            matches(statement.resource, resource)
          ) {
            found.add(position);
          }
        }
      }
    }
    return [...found].sort((a, b) => a - b);
  }
}

/**
 * Key of an entity in maps and sets. No two entities have the same: the length tells where the type
 * ends, whatever characters type and id hold.
 */
export function uidKey({ type, id }: TypeAndId): string {
  return `${type.length}:${type}${id}`;
}

/** Key of an action, or of any. */
function actionKey(action: string | undefined): string {
  return action === undefined ? ANY : `${action.length}:${action}`;
}

function scopeKey(scope: EntityScope): string {
  switch (scope.op) {
    case 'eq':
      return `eq ${uidKey(scope.uid)}`;
    case 'in':
      return `in ${uidKey(scope.uid)}`;
    case 'is':
      return `is ${scope.type}`;
    default:
      return ANY;
  }
}

function matches(scope: EntityScope, entity: EntityWithAncestors): boolean {
  switch (scope.op) {
    case 'eq':
      return uidKey(scope.uid) === uidKey(entity.uid);
    case 'in':
      return (
        entity.selfAndAncestors.has(uidKey(scope.uid)) &&
        (scope.type === undefined || scope.type === entity.uid.type)
      );
    case 'is':
      return scope.type === entity.uid.type;
    default:
      return true;
  }
}
