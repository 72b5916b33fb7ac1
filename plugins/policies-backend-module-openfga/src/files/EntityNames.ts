import { PolicySetManifest } from '@internal/plugin-policies-common';
import { StoredEntities } from '@internal/plugin-policies-node';
import { FgaTuple } from './readTuples';

/** What types are called here and in OpenFGA, and which ids a set knows. */
export class EntityNames {
  private readonly toEngine: Map<string, string>;
  private readonly toAuthzen = new Map<string, string[]>();

  constructor({ spec }: PolicySetManifest) {
    this.toEngine = new Map(Object.entries(spec.types));
    for (const [type, engineType] of this.toEngine) {
      this.toAuthzen.set(engineType, [
        ...(this.toAuthzen.get(engineType) ?? []),
        type,
      ]);
    }
  }

  engineType(type: string): string {
    return this.toEngine.get(type) ?? type;
  }

  /** AuthZEN types that stand for a type of the model. */
  authzenTypes(engineType: string): string[] {
    return this.toAuthzen.get(engineType) ?? [engineType];
  }

  /** Ids of stored entities and of both sides of tuples, by AuthZEN type. */
  ids(stored: StoredEntities, tuples: FgaTuple[]): Record<string, string[]> {
    const ids = new Map<string, Set<string>>();
    const add = (type: string, id: string) =>
      ids.set(type, (ids.get(type) ?? new Set()).add(id));
    for (const [type, byId] of Object.entries(stored)) {
      Object.keys(byId).forEach(id => add(type, id));
    }
    for (const { user, object } of tuples) {
      for (const reference of [user.split('#')[0], object]) {
        const [type, id] = reference.split(':');
        if (id !== '*') {
          this.authzenTypes(type).forEach(name => add(name, id));
        }
      }
    }
    return Object.fromEntries(
      [...ids].map(([type, known]) => [type, [...known]]),
    );
  }
}
