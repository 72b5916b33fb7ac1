import type { SchemaJson } from '@cedar-policy/cedar-wasm/nodejs';
import { AttributeType } from '@internal/plugin-policies-common';
import { AttributeReader, ResolvedType } from '../compile/AttributeReader';

/*
 * Properties of a request that no statement reads are sent for one reason: that Cedar checks their
 * types. A reference costs it about 8 us and a set about 5, so what is plainly of its type is checked
 * here and not sent. All else is left to Cedar, and to its words.
 */

/** Tells values that are plainly of the type the schema gives to an attribute. */
export class SimpleTypes {
  private readonly attributes = new Map<string, Map<string, AttributeType>>();
  /** Entity types whose ids the schema lists. */
  private readonly enumerated = new Set<string>();

  /** @param schema - resolved */
  constructor(schema: SchemaJson<string>) {
    const reader = new AttributeReader(schema);
    for (const [namespace, { entityTypes }] of Object.entries(schema)) {
      for (const [name, type] of Object.entries(entityTypes)) {
        const qualified = namespace ? `${namespace}::${name}` : name;
        if ('enum' in type) {
          this.enumerated.add(qualified);
          continue;
        }
        this.attributes.set(
          qualified,
          new Map(
            reader
              .attributesOf(type.shape as ResolvedType | undefined)
              .map(attribute => [attribute.name, attribute.type]),
          ),
        );
      }
    }
  }

  /** True for types whose ids the schema lists. */
  isEnumerated(entityType: string): boolean {
    return this.enumerated.has(entityType);
  }

  /** False when only Cedar can tell, or when the value does not fit. */
  fits(entityType: string, attribute: string, value: unknown): boolean {
    const type = this.attributes.get(entityType)?.get(attribute);
    return type !== undefined && this.isOf(type, value);
  }

  private isOf(type: AttributeType, value: unknown): boolean {
    switch (type.kind) {
      case 'string':
        return typeof value === 'string';
      case 'long':
        return Number.isSafeInteger(value) && !Object.is(value, -0);
      case 'boolean':
        return typeof value === 'boolean';
      case 'set':
        return (
          Array.isArray(value) &&
          value.every(item => this.isOf(type.element, item))
        );
      case 'entity':
        return this.isReference(type.types, value);
      default:
        return false;
    }
  }

  /** `{ type, id }` and nothing else, with the type as the schema names it. */
  private isReference(types: string[], value: unknown): boolean {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return false;
    }
    const { type, id } = value as { type?: unknown; id?: unknown };
    return (
      Object.keys(value).length === 2 &&
      typeof id === 'string' &&
      typeof type === 'string' &&
      types.includes(type) &&
      !this.enumerated.has(type)
    );
  }
}
