import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicyJson, SchemaJson } from '@cedar-policy/cedar-wasm/nodejs';
import { ResolvedType } from '../compile/AttributeReader';
import { CedarEnvironment, ChainTypes } from './ChainTypes';
import { KNOWN } from './knownRecord';

/*
 * An analyzer takes it that every entity a request mentions exists. The portal decides about others, too: a
 * request may name a vault that nobody stored, and "has tier" is how a policy asks whether it is known. Under
 * the schema as written that is always true, so a proof would pass over what policies do with the unknown.
 *
 * Where statements ask that of a type, its attributes are therefore put into one optional record: an unknown
 * entity is one without it. `vault.tier` becomes `vault.K.tier`, and `vault has tier` becomes `vault has K`.
 * That way it has all of its required attributes or none. Principal and resource themselves are known, since the
 * portal refuses requests that lack what is required of those: where others of their type may be unknown, each
 * statement asks first that these two are not.
 */

type Node = Record<string, any>;
type Statements = Record<string, PolicyJson>;

/** A question in which entities may be unknown. */
export interface WithUnknown {
  schema: SchemaJson<string>;
  statements: Statements;
  /** Types of which entities may be unknown. */
  types: string[];
  /** Types of which the statements ask whether an entity is known, and which are taken to be known all the same. */
  uncovered: string[];
}

/**
 * Lets entities be unknown that statements ask that of.
 *
 * @param schema - resolved schema
 * @param statements - of all revisions that are compared, by id; each fits the schema
 * @param options - `ofAllTypes` unless the question is whether something always matches or is always allowed:
 * statements that ask first who is known never do
 */
export function withUnknownEntities(
  schema: SchemaJson<string>,
  environment: CedarEnvironment,
  statements: Statements,
  options: { ofAllTypes: boolean },
): WithUnknown {
  const chains = new ChainTypes(schema, environment);
  const asked = typesAskedFor(chains, statements);
  const { principal, resource } = environment;
  const candidates = [...asked].filter(
    type => options.ofAllTypes || ![principal, resource].includes(type),
  );
  const rewritten = (some: string[]) =>
    rewrite(schema, environment, statements, some, chains);
  let types = candidates;
  if (types.length && !isValid(rewritten(types))) {
    // What reads an attribute without asking is no statement of Cedar any more.
    types = candidates.filter(type => isValid(rewritten([type])));
    types = isValid(rewritten(types)) ? types : [];
  }
  return {
    ...(types.length ? rewritten(types) : { schema, statements }),
    types,
    uncovered: [...asked].filter(type => !types.includes(type)).sort(),
  };
}

/** Types of entities of which some statement asks whether they have what all of them have. */
function typesAskedFor(
  chains: ChainTypes,
  statements: Statements,
): Set<string> {
  const asked = new Set<string>();
  visit(
    Object.values(statements).map(({ conditions }) => conditions),
    node => {
      for (const { left, attr } of stepsOf(node.has)) {
        const type = chains.typeOf(left);
        const attribute = type && chains.attributesOf(type)[attr];
        if (
          type &&
          'entity' in type &&
          !isEnd(left) &&
          attribute &&
          attribute.required !== false
        ) {
          asked.add(type.entity);
        }
      }
    },
  );
  return asked;
}

/** Principal and resource of the request, which are known. */
function isEnd(node: unknown): boolean {
  const { Var } = node as Node;
  return Var === 'principal' || Var === 'resource';
}

function rewrite(
  schema: SchemaJson<string>,
  environment: CedarEnvironment,
  statements: Statements,
  types: string[],
  chains: ChainTypes,
): { schema: SchemaJson<string>; statements: Statements } {
  const isOf = (node: unknown) => {
    const type = chains.typeOf(node);
    return type && 'entity' in type && types.includes(type.entity)
      ? type
      : undefined;
  };
  const known = (left: unknown) => ({ '.': { left, attr: KNOWN } });
  const convert = (node: any): any => {
    if (Array.isArray(node)) {
      return node.map(convert);
    }
    if (!node || typeof node !== 'object' || 'Value' in node) {
      return node;
    }
    if (node['.']) {
      const { left, attr } = node['.'];
      const inner = convert(left);
      return { '.': { left: isOf(left) ? known(inner) : inner, attr } };
    }
    if (node.has) {
      return stepsOf(node.has)
        .map(({ left, attr }) => {
          const type = isOf(left);
          const inner = convert(left);
          if (!type) {
            return { has: { left: inner, attr } };
          }
          const isKnown = { has: { left: inner, attr: KNOWN } };
          const attribute = chains.attributesOf(type)[attr];
          return attribute && attribute.required !== false
            ? isKnown
            : both(isKnown, { has: { left: known(inner), attr } });
        })
        .reduce(both);
    }
    return Object.fromEntries(
      Object.entries(node).map(([name, item]) => [name, convert(item)]),
    );
  };
  const knownEnds = (['principal', 'resource'] as const)
    .filter(end => types.includes(environment[end]))
    .map(end => ({
      kind: 'when' as const,
      body: { has: { left: { Var: end }, attr: KNOWN } },
    }));
  return {
    schema: withKnown(schema, types),
    statements: Object.fromEntries(
      Object.entries(statements).map(([id, statement]) => [
        id,
        {
          ...statement,
          conditions: [...knownEnds, ...convert(statement.conditions)],
        },
      ]),
    ),
  };
}

function withKnown(
  schema: SchemaJson<string>,
  types: string[],
): SchemaJson<string> {
  return Object.fromEntries(
    Object.entries(schema).map(([namespace, definition]) => [
      namespace,
      {
        ...definition,
        entityTypes: Object.fromEntries(
          Object.entries(definition.entityTypes).map(([name, type]) => {
            const qualified = namespace ? `${namespace}::${name}` : name;
            if (!types.includes(qualified) || !('shape' in type)) {
              return [name, type];
            }
            const shape = {
              type: 'Record',
              attributes: {
                [KNOWN]: { ...(type.shape as ResolvedType), required: false },
              },
            };
            return [name, { ...type, shape: shape as typeof type.shape }];
          }),
        ),
      },
    ]),
  );
}

/** `a has b.c` asks `a has b` and `a.b has c`. */
function stepsOf(
  has: Node | undefined,
): Array<{ left: unknown; attr: string }> {
  if (!has) {
    return [];
  }
  let { left } = has;
  return [has.attr].flat().map(attr => {
    const step = { left, attr };
    left = { '.': { left, attr } };
    return step;
  });
}

function both(left: Node, right: Node): Node {
  return { '&&': { left, right } };
}

function visit(node: unknown, act: (node: Node) => void): void {
  if (Array.isArray(node)) {
    node.forEach(item => visit(item, act));
  } else if (node && typeof node === 'object') {
    act(node);
    Object.values(node).forEach(item => visit(item, act));
  }
}

function isValid(question: {
  schema: SchemaJson<string>;
  statements: Statements;
}): boolean {
  const answer = cedar.validate({
    schema: question.schema,
    policies: { staticPolicies: question.statements },
    validationSettings: { mode: 'strict' },
  });
  return answer.type === 'success' && !answer.validationErrors.length;
}
