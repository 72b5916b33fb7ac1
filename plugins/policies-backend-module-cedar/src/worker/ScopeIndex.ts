import type { TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';
import { EntityScope, Statement } from '../compile/artifact';

/*
 * Cedar tests every policy it is given, so the cost of a decision grows with the set. The index picks
 * the statements whose scope can match before Cedar sees them: first by a hash on the action and on
 * what the scope asks of the principal, then by testing the rest of the scope. It is exact for scopes
 * (`==`, `in`, `is`), which depend on nothing but the identities and ancestors of the request's
 * entities, and leaves conditions to Cedar.
 */

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
      for (const action of statement.actions ?? [ANY]) {
        const key = `${action}\0${scopeKey(statement.principal)}`;
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
      `is\0${principal.uid.type}`,
      `eq\0${uidKey(principal.uid)}`,
      ...[...principal.selfAndAncestors].map(key => `in\0${key}`),
    ];
    const found = new Set<number>();
    for (const actionKey of [ANY, action, ...groups]) {
      for (const principalKey of principalKeys) {
        const positions = this.byActionAndPrincipal.get(
          `${actionKey}\0${principalKey}`,
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

/** Key of an entity in maps and sets. */
export function uidKey(uid: TypeAndId): string {
  return `${uid.type}::${uid.id}`;
}

function scopeKey(scope: EntityScope): string {
  switch (scope.op) {
    case 'eq':
      return `eq\0${uidKey(scope.uid)}`;
    case 'in':
      return `in\0${uidKey(scope.uid)}`;
    case 'is':
      return `is\0${scope.type}`;
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
