import type { SchemaJson } from '@cedar-policy/cedar-wasm/nodejs';
import { ResolvedType } from '../compile/AttributeReader';

/** One kind of request, in Cedar's terms. */
export interface CedarEnvironment {
  principal: string;
  /** Type and id of the action. */
  action: { type: string; id: string };
  resource: string;
}

/** What an expression is: an entity of a type, or a record. */
export type ChainType = { entity: string } | { record: ResolvedType };

type Node = Record<string, any>;

/**
 * Tells what the chains of attributes in a statement come to, such as `resource.account.parent`, without being
 * a type checker: what it cannot follow it leaves open.
 */
export class ChainTypes {
  private readonly commonTypes = new Map<string, ResolvedType>();
  private readonly shapes = new Map<string, ResolvedType | undefined>();
  private readonly context?: ResolvedType;

  /** @param schema - resolved schema */
  constructor(
    schema: SchemaJson<string>,
    private readonly environment: CedarEnvironment,
  ) {
    for (const [namespace, definition] of Object.entries(schema)) {
      const qualified = (name: string) =>
        namespace ? `${namespace}::${name}` : name;
      for (const [name, type] of Object.entries(definition.commonTypes ?? {})) {
        this.commonTypes.set(qualified(name), type as ResolvedType);
      }
      for (const [name, type] of Object.entries(definition.entityTypes)) {
        this.shapes.set(
          qualified(name),
          'shape' in type ? (type.shape as ResolvedType) : undefined,
        );
      }
      if (qualified('Action') === environment.action.type) {
        this.context = definition.actions[environment.action.id]?.appliesTo
          ?.context as ResolvedType | undefined;
      }
    }
  }

  /** @returns undefined where it cannot be told, or is neither entity nor record */
  typeOf(node: unknown): ChainType | undefined {
    const { Var, Value, '.': access } = (node ?? {}) as Node;
    switch (Var) {
      case 'principal':
        return { entity: this.environment.principal };
      case 'resource':
        return { entity: this.environment.resource };
      case 'action':
        return { entity: this.environment.action.type };
      case 'context':
        return { record: this.resolve(this.context) };
      default:
    }
    if (Value?.__entity) {
      return { entity: Value.__entity.type };
    }
    const left = access && this.typeOf(access.left);
    if (!left) {
      return undefined;
    }
    return this.toChainType(this.attributesOf(left)[access.attr]);
  }

  attributesOf(
    type: ChainType,
  ): Record<string, ResolvedType & { required?: boolean }> {
    return (
      this.resolve(
        'entity' in type ? this.shapes.get(type.entity) : type.record,
      ).attributes ?? {}
    );
  }

  private toChainType(named: ResolvedType | undefined): ChainType | undefined {
    const type = this.resolve(named);
    switch (type.type) {
      case 'Entity':
        return { entity: type.name! };
      case 'Record':
        return { record: type };
      default:
        return undefined;
    }
  }

  private resolve(type: ResolvedType | undefined): ResolvedType {
    const common = type && this.commonTypes.get(type.name ?? type.type);
    return common ? this.resolve(common) : type ?? { type: 'Record' };
  }
}
