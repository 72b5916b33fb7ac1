import { PlaygroundEvaluateResponse } from '@internal/plugin-policies-common';
import { ParsedRequest } from '../Playground/model';
import { OutcomeName } from './Outcome';

/** The word and the sentence for an answer. */
export function summarize(
  response: PlaygroundEvaluateResponse,
  parsed: ParsedRequest,
): { outcome: OutcomeName; reason: string } {
  const errors = response.diagnostics.filter(
    item => item.severity === 'error',
  ).length;
  if (response.decision) {
    const { outcome, reason } = response.decision;
    return { outcome, reason };
  }
  if (errors) {
    return {
      outcome: 'error',
      reason: `The draft does not compile: ${errors} ${
        errors === 1 ? 'error' : 'errors'
      } to fix. No request can be decided until then.`,
    };
  }
  return {
    outcome: 'unknown',
    reason: parsed.diagnostics.length
      ? `The request is not complete: ${parsed.diagnostics
          .map(item => item.message)
          .join(', ')}.`
      : 'There is no request yet. Fill in the request to see a decision.',
  };
}
