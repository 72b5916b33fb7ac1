import { InputError } from '@backstage/errors';
import {
  describeIssues,
  EvaluationResponse,
  evaluationRequestSchema,
  readEvaluations,
} from '@internal/plugin-policies-common';
import { DecideOptions, DecisionService } from '@internal/plugin-policies-node';

/**
 * Answers `POST /access/v1/evaluation`.
 *
 * @param body - parsed JSON
 * @throws InputError that names what is wrong with the body, or what the decision throws
 */
export async function answerEvaluation(
  decisions: DecisionService,
  body: unknown,
  options: DecideOptions,
): Promise<EvaluationResponse> {
  const parsed = evaluationRequestSchema.safeParse(body);
  if (!parsed.success) {
    throw new InputError(
      `the request is not valid: ${describeIssues(parsed.error)}`,
    );
  }
  return decisions.evaluate(parsed.data, options);
}

/**
 * Answers `POST /access/v1/evaluations`: a batch, or a single evaluation where there are no items.
 *
 * @param body - parsed JSON
 * @throws InputError that names what is wrong with the body, or what the decision throws
 */
export async function answerEvaluations(
  decisions: DecisionService,
  body: unknown,
  options: DecideOptions,
): Promise<EvaluationResponse | { evaluations: EvaluationResponse[] }> {
  const read = readEvaluations(body);
  if ('message' in read) {
    throw new InputError(`the request is not valid: ${read.message}`);
  }
  const { call } = read;
  return call.kind === 'single'
    ? decisions.evaluate(call.request, options)
    : {
        evaluations: await decisions.evaluateBatch(
          call.items,
          call.semantic,
          options,
        ),
      };
}
