import { Attribute, AttributeType } from '@internal/plugin-policies-common';
import type { SchemaJson } from '@cedar-policy/cedar-wasm/nodejs';

const EXTENSIONS = ['decimal', 'datetime', 'duration', 'ipaddr'] as const;

/* The resolved schema as Cedar writes it: the published types describe the unresolved form. */
export interface ResolvedType {
  type: string;
  element?: ResolvedType;
  name?: string;
  attributes?: Record<string, ResolvedType & { required?: boolean }>;
}

/** Reads attributes, following the names of common types. */
export class AttributeReader {
  private readonly commonTypes = new Map<string, ResolvedType>();

  constructor(schema: SchemaJson<string>) {
    for (const [namespace, { commonTypes }] of Object.entries(schema)) {
      for (const [name, type] of Object.entries(commonTypes ?? {})) {
        this.commonTypes.set(
          namespace ? `${namespace}::${name}` : name,
          type as ResolvedType,
        );
      }
    }
  }

  attributesOf(type: ResolvedType | undefined): Attribute[] {
    const { attributes = {} } = (type && this.resolve(type)) ?? {};
    return Object.entries(attributes).map(([name, attribute]) => ({
      name,
      required: attribute.required !== false,
      type: this.typeOf(attribute),
    }));
  }

  /** Cedar refuses common types that name themselves, so this ends. */
  private resolve(type: ResolvedType): ResolvedType {
    const common = this.commonTypes.get(type.name ?? type.type);
    return common ? this.resolve(common) : type;
  }

  private typeOf(named: ResolvedType): AttributeType {
    const type = this.resolve(named);
    switch (type.type) {
      case 'String':
        return { kind: 'string' };
      case 'Long':
        return { kind: 'long' };
      case 'Boolean':
      case 'Bool':
        return { kind: 'boolean' };
      case 'Set':
        return {
          kind: 'set',
          element: type.element
            ? this.typeOf(type.element)
            : { kind: 'unknown' },
        };
      case 'Record':
        return { kind: 'record', attributes: this.attributesOf(type) };
      case 'Entity':
        return { kind: 'entity', types: [type.name!] };
      default: {
        const name = type.type === 'Extension' ? type.name! : type.type;
        const extension = EXTENSIONS.find(kind => kind === name);
        return { kind: extension ?? 'unknown' };
      }
    }
  }
}
