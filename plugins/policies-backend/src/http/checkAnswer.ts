import { isDeepStrictEqual } from 'util';
import { describeIssues } from '@internal/plugin-policies-common';
import { Route } from '@internal/plugin-policies-node';
import { z } from 'zod';

/**
 * Compares an answer with what its route says.
 *
 * @throws Error that names the field which is missing, of another type, or not named by the schema
 */
export function checkAnswer(
  { method, path }: Pick<Route, 'method' | 'path'>,
  schema: z.ZodType | undefined,
  answer: unknown,
): void {
  const problem = schema
    ? problemOf(schema, JSON.parse(JSON.stringify(answer)))
    : 'none is declared';
  if (problem) {
    throw new Error(
      `the answer of '${method} ${path}' is not what the route says: ${problem}`,
    );
  }
}

function problemOf(schema: z.ZodType, sent: unknown): string | undefined {
  const { success, data, error } = schema.safeParse(sent);
  return success ? differenceOf(data, sent) : describeIssues(error);
}

/** Where what a schema names is not all that was sent. */
function differenceOf(
  named: unknown,
  sent: unknown,
  path: string[] = [],
): string | undefined {
  if (isDeepStrictEqual(named, sent)) {
    return undefined;
  }
  if (
    typeof named !== 'object' ||
    typeof sent !== 'object' ||
    !named ||
    !sent
  ) {
    return `'${path.join('.')}' is read as another value`;
  }
  for (const [key, value] of Object.entries(sent)) {
    if (!(key in named)) {
      return `'${[...path, key].join('.')}' is not named`;
    }
    const difference = differenceOf(
      (named as Record<string, unknown>)[key],
      value,
      [...path, key],
    );
    if (difference) {
      return difference;
    }
  }
  return `'${path.join('.')}' lacks what is named`;
}
