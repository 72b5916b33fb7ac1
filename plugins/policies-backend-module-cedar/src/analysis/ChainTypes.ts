import type { SchemaJson } from '@cedar-policy/cedar-wasm/nodejs';
import { ResolvedType } from '../compile/AttributeReader';
import { Expression } from './expressions';

/** One kind of request, in Cedar's terms. */
export interface CedarEnvironmentTypes {
  principal: string;
  /** Type and id of the action. */
  action: { type: string; id: string };
  resource: string;
}

interface EntityTypeShape {
  shape?: ResolvedType;
  tags?: ResolvedType;
}

/**
 * Types of the terms in a statement that fits the schema, such as `resource.account.parent`. It is no type
 * checker: what it cannot follow it leaves open, and whoever asks has to heed that.
 */
export class ChainTypes {
  private readonly commonTypes = new Map<string, ResolvedType>();
  private readonly entityTypes = new Map<string, EntityTypeShape>();
  private readonly context?: ResolvedType;

  /** @param schema - resolved schema */
  constructor(
    schema: SchemaJson<string>,
    private readonly environment: CedarEnvironmentTypes,
  ) {
    for (const [namespace, definition] of Object.entries(schema)) {
      const qualified = (name: string) =>
        namespace ? `${namespace}::${name}` : name;
      for (const [name, type] of Object.entries(definition.commonTypes ?? {})) {
        this.commonTypes.set(qualified(name), type as ResolvedType);
      }
      for (const [name, type] of Object.entries(definition.entityTypes)) {
        if (!('enum' in type)) {
          this.entityTypes.set(qualified(name), type as EntityTypeShape);
        }
      }
      if (qualified('Action') === environment.action.type) {
        this.context = definition.actions[environment.action.id]?.appliesTo
          ?.context as ResolvedType | undefined;
      }
    }
  }

  /** Types of entities that all have something. */
  get requiring(): string[] {
    return [...this.entityTypes]
      .filter(([type]) =>
        Object.values(this.attributesOf({ type: 'Entity', name: type })).some(
          ({ required }) => required !== false,
        ),
      )
      .map(([type]) => type);
  }

  /** @returns undefined where it cannot be told */
  typeOf(node: Expression): ResolvedType | undefined {
    const [[operator, operands]] = Object.entries(node);
    switch (operator) {
      case 'Var':
        return this.typeOfVariable(operands);
      case 'Value':
        return typeOfValue(operands);
      case '.': {
        const left = this.typeOf(operands.left);
        const attribute =
          left && this.ownAttribute(this.attributesOf(left), operands.attr);
        return attribute && this.resolve(attribute);
      }
      case 'getTag': {
        const left = this.typeOf(operands.left);
        const tags =
          left?.type === 'Entity'
            ? this.entityTypes.get(left.name!)?.tags
            : undefined;
        return tags && this.resolve(tags);
      }
      default:
        return undefined;
    }
  }

  attributesOf(
    type: ResolvedType,
  ): Record<string, ResolvedType & { required?: boolean }> {
    const record =
      type.type === 'Entity' ? this.entityTypes.get(type.name!)?.shape : type;
    return (record && this.resolve(record).attributes) ?? {};
  }

  /** Whether all entities of a type have an attribute. */
  isRequired(type: ResolvedType, attr: string): boolean {
    const attribute = this.ownAttribute(this.attributesOf(type), attr);
    return attribute !== undefined && attribute.required !== false;
  }

  private ownAttribute<T>(
    attributes: Record<string, T>,
    name: string,
  ): T | undefined {
    return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  }

  private typeOfVariable(name: string): ResolvedType {
    const { principal, action, resource } = this.environment;
    switch (name) {
      case 'principal':
        return { type: 'Entity', name: principal };
      case 'resource':
        return { type: 'Entity', name: resource };
      case 'action':
        return { type: 'Entity', name: action.type };
      default:
        return this.context
          ? this.resolve(this.context)
          : { type: 'Record', attributes: {} };
    }
  }

  private resolve(type: ResolvedType): ResolvedType {
    const common = this.commonTypes.get(type.name ?? type.type);
    return common && type.type !== 'Entity' ? this.resolve(common) : type;
  }
}

function typeOfValue(value: unknown): ResolvedType | undefined {
  switch (typeof value) {
    case 'string':
      return { type: 'String' };
    case 'number':
      return { type: 'Long' };
    case 'boolean':
      return { type: 'Boolean' };
    default: {
      const entity = (value as { __entity?: { type: string } } | null)
        ?.__entity;
      return entity && { type: 'Entity', name: entity.type };
    }
  }
}
