import { z } from 'zod';
import {
  EvaluationRequest,
  EvaluationsSemantic,
  authzenActionSchema,
  authzenEntitySchema,
  evaluationRequestSchema,
  evaluationsSemanticSchema,
} from './types';

/** Upper bound of items in one batch. */
export const MAX_EVALUATIONS = 1_000;

/** Body of the evaluations endpoint, before its items are looked at. */
export const evaluationsRequestSchema = z
  .object({
    subject: authzenEntitySchema.optional(),
    action: authzenActionSchema.optional(),
    resource: authzenEntitySchema.optional(),
    context: z.record(z.string(), z.unknown()).optional(),
    evaluations: z
      .array(z.record(z.string(), z.unknown()))
      .max(MAX_EVALUATIONS, `at most ${MAX_EVALUATIONS} evaluations in a batch`)
      .optional(),
    options: z
      .object({
        evaluations_semantic: evaluationsSemanticSchema.default('execute_all'),
      })
      .optional(),
  })
  .describe(
    'Fields beside `evaluations` are defaults that an item overrides as whole objects. Without `evaluations` it is a single evaluation. An item that is no valid request becomes an error of that item alone.',
  );

/** One item of a batch: a whole request, or why it is none. */
export type BatchItem =
  | { request: EvaluationRequest }
  | { error: { status: number; message: string } };

/** What a call of the evaluations endpoint asks for. */
export type EvaluationsCall =
  | { kind: 'single'; request: EvaluationRequest }
  | { kind: 'batch'; items: BatchItem[]; semantic: EvaluationsSemantic };

/** Says in one line what is wrong with a request body, naming the field. */
export function describeIssues(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map(issue => `'${issue.path.join('.') || 'body'}': ${issue.message}`)
    .join('; ');
}

/**
 * Reads the body of `POST /access/v1/evaluations`: top-level fields are defaults that each item
 * overrides as a whole object; without `evaluations` it is a single evaluation. An item that is no
 * valid request becomes an error of that item alone.
 *
 * @param body - parsed JSON
 * @returns the call, or a message that names the wrong field
 */
export function readEvaluations(
  body: unknown,
): { call: EvaluationsCall } | { message: string } {
  const envelope = evaluationsRequestSchema.safeParse(body);
  if (!envelope.success) {
    return { message: describeIssues(envelope.error) };
  }
  const { evaluations, options, ...defaults } = envelope.data;
  if (!evaluations?.length) {
    const single = evaluationRequestSchema.safeParse(defaults);
    return single.success
      ? { call: { kind: 'single', request: single.data } }
      : { message: describeIssues(single.error) };
  }
  const items = evaluations.map((item): BatchItem => {
    const merged = evaluationRequestSchema.safeParse({ ...defaults, ...item });
    return merged.success
      ? { request: merged.data }
      : { error: { status: 400, message: describeIssues(merged.error) } };
  });
  return {
    call: {
      kind: 'batch',
      items,
      semantic: options?.evaluations_semantic ?? 'execute_all',
    },
  };
}
