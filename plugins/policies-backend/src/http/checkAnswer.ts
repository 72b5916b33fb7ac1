import { isDeepStrictEqual } from 'util';
import { describeIssues } from '@internal/plugin-policies-common';
import { Route, RouteAnswer } from '@internal/plugin-policies-node';
import { z } from 'zod';

/**
 * Compares an answer, or a line of one, with what its route says.
 *
 * @throws Error that names the field which is missing, of another type, or not named by the schema
 */
export function checkAnswer(
  { method, path, answer: said }: Pick<Route, 'method' | 'path' | 'answer'>,
  answer: { json: unknown } | { line: unknown } | { file: string } | undefined,
): void {
  const problem = problemWith(said, answer);
  if (problem) {
    throw new Error(
      `the answer of '${method} ${path}' is not what the route says: ${problem}`,
    );
  }
}

function problemWith(
  { schema, lines, file }: RouteAnswer,
  answer: Parameters<typeof checkAnswer>[1],
): string | undefined {
  if (!answer) {
    return schema || lines || file ? 'it is empty' : undefined;
  }
  if ('file' in answer) {
    return answer.file === file
      ? undefined
      : `it is a file of type '${answer.file}'`;
  }
  if ('line' in answer) {
    return lines ? problemOf(lines, answer.line) : 'it comes in lines';
  }
  return schema ? problemOf(schema, answer.json) : 'it has content';
}

function problemOf(schema: z.ZodType, answer: unknown): string | undefined {
  const sent = JSON.parse(JSON.stringify(answer));
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
