import {
  ActionDescription,
  Attribute,
  AttributeType,
  EvaluationRequest,
} from '@internal/plugin-policies-common';
import { namesInText, StatementText } from '@internal/plugin-policies-node';
import { comparisonsIn, Comparison, Part } from './comparisonsIn';
import { Subjects, typesOf } from './Subjects';
import {
  EXAMPLE_ID,
  keyOf,
  missed,
  Refer,
  Values,
  valuesFor,
} from './valuesFor';

/** A request that a statement suggests. */
export interface Candidate {
  request: EvaluationRequest;
  /** Of a near miss: the request from which one value differs. */
  near?: Candidate;
}

const MOST_ACTIONS = 3;
const MOST_MISSES = 3;

/**
 * Requests for which statements apply, each followed by some that miss it by one value. A request for a
 * permit keeps clear of forbids of the same action, one for a forbid is allowed otherwise: so the
 * decision shows what the statement does.
 */
export function candidatesOf(
  statements: StatementText[],
  subjects: Subjects,
): Candidate[] {
  const read = statements.map(statement => ({
    ...statement,
    comparisons: comparisonsIn(statement.text),
    actions: actionsAbout(statement.text, subjects.actions),
  }));
  return read.flatMap(statement =>
    statement.actions.slice(0, MOST_ACTIONS).flatMap(action => {
      const {
        described,
        subjectTypes: [subject],
        resourceTypes: [resource],
      } = typesOf(action, subjects);
      const types = { subject, resource, action: described };
      const others = read.filter(
        ({ effect, actions }) =>
          effect !== statement.effect && actions.includes(action),
      );
      const refer = referTo(types.subject, subjects);
      const solve = (comparisons: Comparison[], given?: Values) =>
        valuesFor(comparisons, refer, given);
      const around =
        statement.effect === 'permit'
          ? others.flatMap(({ comparisons: [first] }) =>
              first ? [missed(first)] : [],
            )
          : others[0]?.comparisons ?? [];
      const given = solve(around, solve(comparisonsIn(statement.beside)));
      const requestOf = (comparisons: Comparison[]) =>
        writeRequest(action, types, solve(comparisons, given), subjects);
      const near: Candidate = { request: requestOf(statement.comparisons) };
      return [
        near,
        ...statement.comparisons.slice(0, MOST_MISSES).map((_, index) => ({
          near,
          request: requestOf(
            statement.comparisons.map((each, at) =>
              at === index ? missed(each) : each,
            ),
          ),
        })),
      ];
    }),
  );
}

/** References are escaped as Cedar has them, unless a schema tells which attributes are references. */
function referTo(type: string, { types, vocabulary }: Subjects): Refer {
  return id => {
    const entity = { type: types[type] ?? type, id };
    return vocabulary ? entity : { __entity: entity };
  };
}

/** Actions a statement names; the first known one where it is about any. */
function actionsAbout(text: string, known: string[]): string[] {
  const named = namesInText(text, known);
  return named.length ? named : known.slice(0, 1);
}

function writeRequest(
  action: string,
  types: { subject: string; resource: string; action?: ActionDescription },
  values: Values,
  { vocabulary }: Subjects,
): EvaluationRequest {
  const attributesOf = (type: string) =>
    vocabulary?.entityTypes.find(known => known.type === type)?.attributes ??
    [];
  const properties = (of: Part, attributes: Attribute[]) =>
    writeProperties(of, values, attributes);
  const entity = (of: 'subject' | 'resource') => {
    const type = types[of];
    const given = properties(of, attributesOf(type));
    return { type, id: EXAMPLE_ID, ...(given && { properties: given }) };
  };
  const context = properties('context', types.action?.context ?? []);
  return {
    subject: entity('subject'),
    action: { name: action },
    resource: entity('resource'),
    ...(context && { context }),
  };
}

/** Attributes of one part, with some value for each that is required; undefined when there are none. */
function writeProperties(
  of: Part,
  values: Values,
  attributes: Attribute[],
): Record<string, unknown> | undefined {
  const properties: Record<string, unknown> = {};
  for (const { name, required, type } of attributes) {
    if (required) {
      properties[name] = exampleOf(type);
    }
  }
  for (const [key, value] of values) {
    const path = key.startsWith(`${of}.`)
      ? key.slice(keyOf(of, '').length).split('.')
      : [];
    if (path.length) {
      setIn(properties, path, fitting(value, typeAt(path, attributes)));
    }
  }
  // In one order, so that two requests that say the same are the same text.
  const names = Object.keys(properties).sort();
  return names.length
    ? Object.fromEntries(names.map(name => [name, properties[name]]))
    : undefined;
}

function setIn(
  into: Record<string, unknown>,
  [name, ...rest]: string[],
  value: unknown,
): void {
  if (!rest.length) {
    Object.defineProperty(into, name, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
    return;
  }
  const inner = Object.hasOwn(into, name) ? into[name] : undefined;
  const record =
    typeof inner === 'object' && inner !== null
      ? (inner as Record<string, unknown>)
      : {};
  setIn(record, rest, value);
  setIn(into, [name], record);
}

function typeAt(
  [name, ...rest]: string[],
  attributes: Attribute[],
): AttributeType | undefined {
  const type = attributes.find(known => known.name === name)?.type;
  return rest.length
    ? typeAt(rest, type?.kind === 'record' ? type.attributes : [])
    : type;
}

/** Attributes that were only compared with each other are texts until a schema says more. */
function fitting(value: unknown, type: AttributeType | undefined): unknown {
  if (typeof value !== 'string') {
    return value;
  }
  switch (type?.kind) {
    case 'long':
      return value === EXAMPLE_ID ? 1 : 2;
    case 'boolean':
      return value === EXAMPLE_ID;
    case 'entity':
      return { type: type.types[0], id: value };
    default:
      return value;
  }
}

function exampleOf(type: AttributeType): unknown {
  switch (type.kind) {
    case 'long':
      return 1;
    case 'boolean':
      return false;
    case 'decimal':
      return '1.0';
    case 'datetime':
      return '2026-01-01T00:00:00Z';
    case 'duration':
      return '1h';
    case 'ipaddr':
      return '192.0.2.1';
    case 'entity':
      return { type: type.types[0], id: EXAMPLE_ID };
    case 'set':
      return [];
    case 'record':
      return Object.fromEntries(
        type.attributes
          .filter(({ required }) => required)
          .map(attribute => [attribute.name, exampleOf(attribute.type)]),
      );
    default:
      return EXAMPLE_ID;
  }
}
