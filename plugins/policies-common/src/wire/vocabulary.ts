/** Type of an attribute, as far as a form needs it. */
export type AttributeType =
  | {
      kind:
        | 'string'
        | 'long'
        | 'boolean'
        | 'decimal'
        | 'datetime'
        | 'duration'
        | 'ipaddr';
    }
  /** A reference `{ type, id }` to an entity of one of these engine types. */
  | { kind: 'entity'; types: string[] }
  | { kind: 'set'; element: AttributeType }
  | { kind: 'record'; attributes: Attribute[] }
  | { kind: 'unknown' };

export interface Attribute {
  name: string;
  required: boolean;
  type: AttributeType;
}

/** An entity type that requests may name. */
export interface EntityTypeDescription {
  /** AuthZEN type. */
  type: string;
  /** Type in the engine's language. */
  engineType: string;
  attributes: Attribute[];
  /** Ids of stored entities of this type, at most 200. */
  knownIds: string[];
}

export interface ActionDescription {
  name: string;
  /** AuthZEN types the action applies to. */
  subjectTypes: string[];
  resourceTypes: string[];
  context: Attribute[];
}

/**
 * What a request to a set may say: drives the request form and completion. Engines without a schema
 * give none.
 */
export interface RequestVocabulary {
  actions: ActionDescription[];
  entityTypes: EntityTypeDescription[];
}
