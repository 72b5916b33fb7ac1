import { EngineDecision } from '@internal/plugin-policies-node';
import { Question } from './questionOf';

/** What OpenFGA says of one relation. */
export type RelationResult =
  | { state: 'holds' | 'fails' }
  /** The request does not fit, such as when a condition lacks a value. */
  | { state: 'error'; message: string }
  /** The engine is unsure. */
  | { state: 'fault'; message: string; overloaded?: true };

/**
 * The decision about a question. A relation that allows and cannot be worked out does not allow; one
 * that denies and cannot be worked out leaves no room for an allow.
 *
 * @param results - of the policies of the question, in their order
 */
export function decisionOf(
  { policies }: Question,
  results: RelationResult[],
  durationUs: number,
): EngineDecision {
  const named = (
    effect: 'permit' | 'forbid',
    state: RelationResult['state'],
  ) => [
    ...new Set(
      policies
        .filter(
          (policy, index) =>
            policy.effect === effect && results[index].state === state,
        )
        .map(({ policy }) => policy),
    ),
  ];
  const errors = policies.flatMap(({ policy }, index) => {
    const result = results[index];
    return result.state === 'error'
      ? [{ policy, message: result.message }]
      : [];
  });
  const faults = results.flatMap(result =>
    result.state === 'fault' ? [result] : [],
  );
  // Load is told first: it is no reason to think that the engine is broken.
  const fault = faults.find(({ overloaded }) => overloaded) ?? faults[0];
  if (fault) {
    return {
      outcome: 'error',
      fault: 'engine',
      message: fault.message,
      ...(fault.overloaded && { overloaded: true }),
      durationUs,
    };
  }
  const denying = named('forbid', 'holds');
  const unsure = named('forbid', 'error');
  const allowing = named('permit', 'holds');
  if (!denying.length && allowing.length && unsure.length) {
    return {
      outcome: 'error',
      fault: 'request',
      message: `'${unsure[0]}' could not be worked out, and it may deny: ${
        errors.find(({ policy }) => policy === unsure[0])!.message
      }`,
      errors,
      durationUs,
    };
  }
  if (!denying.length && allowing.length) {
    return { outcome: 'allow', policies: allowing, durationUs };
  }
  return {
    outcome: 'deny',
    policies: denying,
    durationUs,
    ...(errors.length && { errors }),
  };
}
