import { FileRange } from '@internal/plugin-policies-common';
import type {
  AuthorizationModel,
  ConditionParamTypeRef,
  RelationReference,
  Userset,
} from '@openfga/sdk';
import { lineRange } from './problem';

/** An authorization model without the id a server gives it. */
export type ModelBody = Omit<AuthorizationModel, 'id'>;

/** Where a relation is defined. */
export interface RelationDefinition {
  text: string;
  range: FileRange;
}

/** What a relation leads to, over whatever it is defined by. */
export interface RelationReach {
  /** Types whose entities can have the relation. */
  userTypes: Set<string>;
  /** Conditions that may stand on the way. */
  conditions: Set<string>;
}

/** An authorization model with the places of its relations in `model.fga`. */
export class FgaModel {
  private readonly definitions: Map<string, RelationDefinition>;
  private readonly reaches = new Map<string, RelationReach>();

  constructor(readonly body: ModelBody, source: string) {
    this.definitions = readDefinitions(source);
  }

  get types(): string[] {
    return this.body.type_definitions.map(({ type }) => type);
  }

  hasType(type: string): boolean {
    return this.body.type_definitions.some(known => known.type === type);
  }

  has(type: string, relation: string): boolean {
    return this.rewrite(type, relation) !== undefined;
  }

  definition(type: string, relation: string): RelationDefinition | undefined {
    return this.definitions.get(`${type}#${relation}`);
  }

  /** Where a condition begins. */
  conditionRange(condition: string): FileRange | undefined {
    return this.definitions.get(`condition ${condition}`)?.range;
  }

  /** What may stand on the other side of a tuple of the relation. */
  directTypes(type: string, relation: string): RelationReference[] {
    const metadata = this.typeDefinition(type)?.metadata?.relations ?? {};
    return own(metadata, relation)?.directly_related_user_types ?? [];
  }

  /** Parameters of a condition, or of all of them. */
  parameters(condition?: string): Record<string, ConditionParamTypeRef> {
    const conditions = this.body.conditions ?? {};
    return condition === undefined
      ? Object.assign(
          {},
          ...Object.values(conditions).map(({ parameters }) => parameters),
        )
      : own(conditions, condition)?.parameters ?? {};
  }

  hasCondition(condition: string): boolean {
    return own(this.body.conditions ?? {}, condition) !== undefined;
  }

  reach(type: string, relation: string): RelationReach {
    const key = `${type}#${relation}`;
    let reach = this.reaches.get(key);
    if (!reach) {
      reach = { userTypes: new Set(), conditions: new Set() };
      this.walk(type, relation, reach, new Set());
      this.reaches.set(key, reach);
    }
    return reach;
  }

  private walk(
    type: string,
    relation: string,
    reach: RelationReach,
    seen: Set<string>,
  ): void {
    const key = `${type}#${relation}`;
    const rewrite = this.rewrite(type, relation);
    if (!rewrite || seen.has(key)) {
      return;
    }
    seen.add(key);
    this.walkRewrite(type, relation, rewrite, reach, seen);
  }

  private walkRewrite(
    type: string,
    relation: string,
    rewrite: Userset,
    reach: RelationReach,
    seen: Set<string>,
  ): void {
    const { union, intersection, difference, computedUserset } = rewrite;
    if (rewrite.this) {
      for (const direct of this.directTypes(type, relation)) {
        if (direct.condition) {
          reach.conditions.add(direct.condition);
        }
        if (direct.relation) {
          this.walk(direct.type, direct.relation, reach, seen);
        } else {
          reach.userTypes.add(direct.type);
        }
      }
    }
    if (computedUserset?.relation) {
      this.walk(type, computedUserset.relation, reach, seen);
    }
    if (rewrite.tupleToUserset) {
      const { tupleset, computedUserset: computed } = rewrite.tupleToUserset;
      for (const parent of this.directTypes(type, tupleset.relation ?? '')) {
        if (parent.condition) {
          reach.conditions.add(parent.condition);
        }
        this.walk(parent.type, computed.relation ?? '', reach, seen);
      }
    }
    for (const child of [
      ...(union?.child ?? []),
      ...(intersection?.child ?? []),
      ...(difference ? [difference.base, difference.subtract] : []),
    ]) {
      this.walkRewrite(type, relation, child, reach, seen);
    }
  }

  private rewrite(type: string, relation: string): Userset | undefined {
    return own(this.typeDefinition(type)?.relations ?? {}, relation);
  }

  private typeDefinition(type: string) {
    return this.body.type_definitions.find(known => known.type === type);
  }
}

/** The grammar has one definition a line. */
function readDefinitions(source: string): Map<string, RelationDefinition> {
  const definitions = new Map<string, RelationDefinition>();
  let type = '';
  for (const [index, line] of source.split(/\r?\n/).entries()) {
    type = /^\s*(?:extend\s+)?type\s+([^\s#]+)/.exec(line)?.[1] ?? type;
    const condition = /^\s*condition\s+([^\s(]+)/.exec(line)?.[1];
    if (condition) {
      definitions.set(`condition ${condition}`, {
        text: line.trim(),
        range: lineRange(index + 1, line.length),
      });
    }
    const relation = /^\s*define\s+([^\s:#]+)\s*:/.exec(line)?.[1];
    if (relation) {
      definitions.set(`${type}#${relation}`, {
        text: line.replace(/\s#.*$/, '').trim(),
        range: lineRange(index + 1, line.length),
      });
    }
  }
  return definitions;
}

function own<T>(values: Record<string, T>, key: string): T | undefined {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}
