import { EvaluationRequest } from '@internal/plugin-policies-common';
import {
  ILL_FORMED,
  isWellFormed,
} from '@internal/plugin-policies-common/json';

/* Cedar's grammar: identifiers joined by `::`, none of them a word of the language. */
const TYPE_NAME = /^[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*$/;
const RESERVED =
  /(?:^|::)(?:true|false|if|then|else|in|is|like|has|__cedar)(?:::|$)/;

/**
 * Finds a name of a request that Cedar cannot take. Decisions are remembered without ids that nobody
 * asks for, so Cedar would not see them each time: what it refuses is refused before.
 *
 * @param typeOf - the Cedar type of an AuthZEN type
 * @returns the name and what to send instead
 */
export function nameProblem(
  { subject, action, resource }: EvaluationRequest,
  typeOf: (type: string) => string,
): string | undefined {
  for (const [path, text] of [
    ['subject.type', subject.type],
    ['subject.id', subject.id],
    ['action.name', action.name],
    ['resource.type', resource.type],
    ['resource.id', resource.id],
  ]) {
    if (!isWellFormed(text)) {
      return `'${path}' ${ILL_FORMED}`;
    }
  }
  for (const [path, { type }] of [
    ['subject.type', subject],
    ['resource.type', resource],
  ] as const) {
    const name = typeOf(type);
    if (!TYPE_NAME.test(name) || RESERVED.test(name)) {
      return `'${path}' is '${name.slice(
        0,
        100,
      )}', which is no name of a Cedar type; send a type that the set knows, such as 'Shop::User'`;
    }
  }
  return undefined;
}
