import type { SchemaJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { Statement } from './artifact';

/** AuthZEN knows names of actions only; this stands for their type in `spec.types`. */
const ACTION = 'Action';

/**
 * Types with that of actions among them: where `spec.types` does not say, it is the one that the schema
 * declares actions of, or that statements name; in a namespace it is not `Action`.
 */
export function withActionType(
  types: Record<string, string>,
  schema: SchemaJson<string> | undefined,
  statements: Statement[],
): Record<string, string> {
  if (Object.hasOwn(types, ACTION)) {
    return types;
  }
  const declared = schema
    ? Object.entries(schema).flatMap(([namespace, { actions }]) =>
        Object.keys(actions).length
          ? [namespace ? `${namespace}::${ACTION}` : ACTION]
          : [],
      )
    : statements.flatMap(({ actionTypes }) => actionTypes);
  const [only, ...others] = new Set(declared);
  return only === undefined || only === ACTION || others.length
    ? types
    : { ...types, [ACTION]: only };
}

/** The type of an action that a statement names and no request asks for; a schema tells it by itself. */
export function unaskedActionType(
  { actionTypes }: Pick<Statement, 'actionTypes'>,
  types: Record<string, string>,
): string | undefined {
  const asked = Object.hasOwn(types, ACTION) ? types[ACTION] : ACTION;
  return actionTypes.find(type => type !== asked);
}
