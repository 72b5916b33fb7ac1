import {
  ActionDescription,
  Attribute,
  AttributeType,
  EntityTypeDescription,
  RequestVocabulary,
} from '@internal/plugin-policies-common';
import { SetFiles } from './readSetFiles';

const MOST_IDS = 200;
const MOST_DEPTH = 5;
const SCHEMA_REF = /^cerbos:\/\/\//;

type Schema = Record<string, unknown>;

/** What a request may say: actions from rules, attributes from the JSON schemas policies refer to. */
export function readVocabulary({
  documents,
  schemas,
  entities,
}: SetFiles): RequestVocabulary {
  const byId = new Map(schemas.map(({ id, definition }) => [id, definition]));
  const resources = new Map<string, Schema | undefined>();
  let principal: Schema | undefined;
  const kindsByAction = new Map<string, Set<string>>();
  const add = (action: string, kind: string) => {
    if (!action.includes('*')) {
      kindsByAction.set(
        action,
        (kindsByAction.get(action) ?? new Set()).add(kind),
      );
    }
  };
  for (const { policy } of documents) {
    const { resourcePolicy, principalPolicy, rolePolicy } = policy;
    if (resourcePolicy) {
      const { resourceSchema, principalSchema } = resourcePolicy.schemas ?? {};
      const schemaOf = (ref?: string) =>
        ref ? byId.get(ref.replace(SCHEMA_REF, '')) : undefined;
      resources.set(resourcePolicy.resource, schemaOf(resourceSchema?.ref));
      principal ??= schemaOf(principalSchema?.ref);
      for (const rule of resourcePolicy.rules) {
        rule.actions.forEach(action => add(action, resourcePolicy.resource));
      }
    }
    for (const { resource, actions } of principalPolicy?.rules ?? []) {
      actions.forEach(({ action }) => add(action, resource));
    }
    for (const { resource, allowActions } of rolePolicy?.rules ?? []) {
      allowActions.forEach(action => add(action, resource));
    }
  }
  const types = entities.authzenTypes();
  const typesOf = (kinds: Set<string>) =>
    types.filter(type => kinds.has(entities.engineType(type)));
  const subjects = types.filter(
    type => !resources.has(entities.engineType(type)),
  );
  const ids = entities.ids();
  return {
    actions: [...kindsByAction].map(
      ([name, kinds]): ActionDescription => ({
        name,
        subjectTypes: subjects,
        resourceTypes: typesOf(kinds),
        context: [],
      }),
    ),
    entityTypes: types.map((type): EntityTypeDescription => {
      const engineType = entities.engineType(type);
      return {
        type,
        engineType,
        attributes: attributesOf(
          resources.has(engineType) ? resources.get(engineType) : principal,
        ),
        knownIds: (ids[type] ?? []).slice(0, MOST_IDS),
      };
    }),
  };
}

function attributesOf(schema: Schema | undefined, depth = 0): Attribute[] {
  const { properties, required } = schema ?? {};
  return isSchema(properties) && depth < MOST_DEPTH
    ? Object.entries(properties).map(([name, property]) => ({
        name,
        required: Array.isArray(required) && required.includes(name),
        type: typeOf(isSchema(property) ? property : {}, depth),
      }))
    : [];
}

function typeOf(schema: Schema, depth: number): AttributeType {
  switch (schema.type) {
    case 'string':
      return {
        kind: schema.format === 'date-time' ? 'datetime' : 'string',
      };
    case 'integer':
      return { kind: 'long' };
    case 'boolean':
      return { kind: 'boolean' };
    case 'array':
      return {
        kind: 'set',
        element:
          depth < MOST_DEPTH && isSchema(schema.items)
            ? typeOf(schema.items, depth + 1)
            : { kind: 'unknown' },
      };
    case 'object':
      return { kind: 'record', attributes: attributesOf(schema, depth + 1) };
    default:
      return { kind: 'unknown' };
  }
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
