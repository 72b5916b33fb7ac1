import {
  Attribute,
  AttributeType,
  EvaluationRequest,
} from '@internal/plugin-policies-common';
import { ComparedValues } from './valuesIn';

/** A place in a request with what may stand there instead; `undefined` takes it away. */
export interface Mutation {
  path: string[];
  values: unknown[];
}

/** What requests of a set are made of. */
export interface Material {
  values: ComparedValues;
  /** Names of actions. */
  actions: string[];
  /** Ids by AuthZEN type. */
  ids: Map<string, string[]>;
  /** Attributes of entities, by AuthZEN type. */
  attributes: Map<string, Attribute[]>;
  /** Attributes of the context, by action. */
  context: Map<string, Attribute[]>;
  /** AuthZEN type by the engine's. */
  types: Map<string, string>;
  /** Properties that cases tell, with one value each, by AuthZEN type or {@link CONTEXT}. */
  observed: Map<string, Map<string, unknown>>;
}

/** No type is called so. */
export const CONTEXT = '';

/** Every place of a request at which it can be another one. */
export function mutationsOf(
  request: EvaluationRequest,
  material: Material,
): Mutation[] {
  const { subject, action, resource } = request;
  const found: Mutation[] = [
    { path: ['action', 'name'], values: material.actions },
    { path: ['subject', 'id'], values: material.ids.get(subject.type) ?? [] },
    { path: ['resource', 'id'], values: material.ids.get(resource.type) ?? [] },
  ];
  const sections: Array<[string[], unknown, Attribute[], string?]> = [
    [
      ['subject', 'properties'],
      subject.properties,
      material.attributes.get(subject.type) ?? [],
      subject.type,
    ],
    [
      ['resource', 'properties'],
      resource.properties,
      material.attributes.get(resource.type) ?? [],
      resource.type,
    ],
    [['action', 'properties'], action.properties, []],
    [
      ['context'],
      request.context,
      material.context.get(action.name) ?? [],
      CONTEXT,
    ],
  ];
  for (const [path, section, attributes, of] of sections) {
    const given = isRecord(section) ? section : {};
    for (const [name, value] of Object.entries(given)) {
      found.push({
        path: [...path, name],
        values: [...valuesLike(value, material), undefined],
      });
    }
    for (const [name, value] of of === undefined
      ? []
      : material.observed.get(of) ?? []) {
      if (!Object.hasOwn(given, name)) {
        found.push({
          path: [...path, name],
          values: [value, ...valuesLike(value, material)],
        });
      }
    }
    for (const { name, type } of attributes) {
      found.push({ path: [...path, name], values: valuesOf(type, material) });
    }
  }
  return found.filter(({ values }) => values.length);
}

/** A request that says something else at one place. */
export function mutate(
  request: EvaluationRequest,
  path: string[],
  value: unknown,
): EvaluationRequest {
  const copy = structuredClone(request) as Record<string, unknown>;
  let place = copy;
  for (const step of path.slice(0, -1)) {
    if (!isRecord(place[step])) {
      // Own properties alone: a name such as '__proto__' is a name.
      define(place, step, {});
    }
    place = place[step] as Record<string, unknown>;
  }
  const last = path[path.length - 1];
  if (value === undefined) {
    delete place[last];
  } else {
    define(place, last, value);
  }
  return copy as EvaluationRequest;
}

function define(
  place: Record<string, unknown>,
  name: string,
  value: unknown,
): void {
  Object.defineProperty(place, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function valuesLike(value: unknown, material: Material): unknown[] {
  const { numbers, strings, dates } = material.values;
  switch (typeof value) {
    case 'number':
      return [...numbers, value - 1, value + 1];
    case 'boolean':
      return [!value];
    case 'string':
      return Number.isNaN(Date.parse(value)) || !/^\d{4}-/.test(value)
        ? strings
        : [...dates, ...strings];
    default:
  }
  if (Array.isArray(value)) {
    return [
      [],
      ...value.map((_, index) => value.filter((__, other) => other !== index)),
      ...strings.slice(0, 20).map(string => [...value, string]),
    ];
  }
  if (isRecord(value) && typeof value.type === 'string') {
    const { type } = value;
    return (material.ids.get(type) ?? []).map(id => ({ type, id }));
  }
  return [];
}

function valuesOf(type: AttributeType, material: Material): unknown[] {
  const { numbers, strings, dates } = material.values;
  switch (type.kind) {
    case 'long':
      return [...numbers, 0].filter(Number.isSafeInteger);
    case 'boolean':
      return [true, false];
    case 'string':
      return strings;
    case 'datetime':
      return dates;
    case 'entity':
      return type.types.flatMap(engineType => {
        const own = material.types.get(engineType) ?? engineType;
        return (material.ids.get(own) ?? []).map(id => ({ type: own, id }));
      });
    case 'set':
      return [
        [],
        ...valuesOf(type.element, material).map(element => [element]),
      ];
    default:
      return [];
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
