import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicyJson, SchemaJson } from '@cedar-policy/cedar-wasm/nodejs';
import { ResolvedType } from '../compile/AttributeReader';
import { CedarEnvironmentTypes, ChainTypes } from './ChainTypes';
import { KNOWN } from './knownRecord';
import { KnownRewriter, KnownStatement } from './KnownRewriter';
import { UnfollowableError } from './KnownTerms';

/*
 * An analyzer takes it that every entity a request mentions exists, with all that its type requires. The portal
 * decides about others, too: a request may name a vault or a person that nobody stored. `has` is then false,
 * `in` is true of itself alone, and reading is an error, for which the portal allows nothing. A proof about
 * entities that exist would pass over all of that.
 *
 * So the attributes of each type that requires some are put into one optional record: an unknown entity is one
 * without it, and one that is known has all that is required. Statements are rewritten to that, each with what
 * it gives an error for, which is forbidden where the statements decide.
 */

type Statements = Record<string, PolicyJson>;

/** A question in which entities may be unknown. */
export interface WithUnknown {
  schema: SchemaJson<string>;
  statements: Record<string, KnownStatement>;
  /** Types of which entities may be unknown. */
  types: string[];
}

/**
 * Lets entities be unknown.
 *
 * @param schema - resolved schema
 * @param statements - all that are asked about, by id; each fits the schema
 * @returns undefined where the statements hold something that cannot be followed
 */
export function withUnknownEntities(
  schema: SchemaJson<string>,
  environment: CedarEnvironmentTypes,
  statements: Statements,
): WithUnknown | undefined {
  const chains = new ChainTypes(schema, environment);
  const types = chains.requiring;
  const rewriter = new KnownRewriter(chains, new Set(types));
  let rewritten: Record<string, KnownStatement>;
  try {
    rewritten = Object.fromEntries(
      Object.entries(statements).map(([id, statement]) => [
        id,
        rewriter.rewrite(statement),
      ]),
    );
  } catch (error) {
    if (error instanceof UnfollowableError) {
      return undefined;
    }
    throw error;
  }
  const known = { schema: withKnown(schema, types), statements: rewritten };
  return isValid(known.schema, rewritten) ? { ...known, types } : undefined;
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

function isValid(
  schema: SchemaJson<string>,
  statements: Record<string, KnownStatement>,
): boolean {
  const answer = cedar.validate({
    schema,
    policies: {
      staticPolicies: Object.fromEntries(
        Object.entries(statements).flatMap(([id, { statement, failure }]) => [
          [id, statement],
          ...(failure ? [[`${id} fails`, failure]] : []),
        ]),
      ),
    },
    validationSettings: { mode: 'strict' },
  });
  return answer.type === 'success' && !answer.validationErrors.length;
}
