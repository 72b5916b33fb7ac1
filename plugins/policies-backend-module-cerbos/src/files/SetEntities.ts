import { JsonObject } from '@backstage/types';
import {
  AuthzenEntity,
  PolicySetManifest,
} from '@internal/plugin-policies-common';
import {
  attributesOf,
  StoredEntities,
  storedIds,
} from '@internal/plugin-policies-node';

/** Stored entities of a set and what their types are called in Cerbos. */
export class SetEntities {
  private readonly types: Map<string, string>;

  constructor(
    private readonly stored: StoredEntities,
    private readonly manifest: PolicySetManifest,
  ) {
    this.types = new Map(Object.entries(manifest.spec.types));
  }

  /** Kind of a resource, or role of a principal without roles. */
  engineType(type: string): string {
    return this.types.get(type) ?? type;
  }

  /** Stored attributes, overridden by the properties of the request. */
  attributesOf(entity: AuthzenEntity): JsonObject {
    return attributesOf(this.stored, entity) as JsonObject;
  }

  /** AuthZEN types the set speaks of. */
  authzenTypes(): string[] {
    return [
      ...new Set([
        ...this.manifest.spec.resourceTypes,
        ...this.types.keys(),
        ...Object.keys(this.stored),
      ]),
    ];
  }

  /** Ids by AuthZEN type, for a search by enumeration. */
  ids(): Record<string, string[]> {
    return storedIds(this.stored);
  }
}
