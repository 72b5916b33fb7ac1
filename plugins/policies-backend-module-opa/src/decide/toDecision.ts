import { EngineDecision, overloadOf } from '@internal/plugin-policies-node';
import { z } from 'zod';
import type { ParsedPolicy } from '../compile/readPolicies';

const answerSchema = z.object({
  set: z.string(),
  revision: z.string(),
  allowed: z.array(z.string()),
  denied: z.array(z.string()),
  broken: z.array(
    z.object({ policy: z.string(), rule: z.string(), type: z.string() }),
  ),
});

/** What the entry module answers to one input. */
export type OpaAnswer = z.infer<typeof answerSchema>;

/** What an answer must be of. */
export interface Expected {
  set: string;
  revision: string;
  policies: ParsedPolicy[];
}

/** Makes decisions of answers, and refuses what is not the answer of the asked revision. */
export function toDecision(
  answer: unknown,
  expected: Expected,
  durationUs: number,
): EngineDecision {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) {
    return engineFault(
      answer === undefined
        ? `OPA does not hold revision ${expected.revision} of '${expected.set}'; the portal puts it there again, or see whether OPA fetches the portal's bundle`
        : 'OPA answered something that is no decision; see whether somebody else writes below data.portal',
      durationUs,
    );
  }
  const { set, revision, allowed, denied, broken } = parsed.data;
  if (set !== expected.set || revision !== expected.revision) {
    return engineFault(
      'OPA answered with another revision; see whether somebody else writes below data.portal',
      durationUs,
    );
  }
  const policies = denied.length ? denied : allowed;
  const known = new Set(expected.policies.map(({ name }) => name));
  if (
    ![...policies, ...broken.map(({ policy }) => policy)].every(name =>
      known.has(name),
    )
  ) {
    return engineFault(
      'OPA named a policy the set does not have; see whether somebody else writes below data.portal',
      durationUs,
    );
  }
  if (broken.length) {
    return requestFault(
      broken.map(one => describeBroken(one, expected)).join('; '),
      durationUs,
    );
  }
  return {
    outcome: denied.length || !allowed.length ? 'deny' : 'allow',
    policies: [...policies].sort(),
    durationUs,
  };
}

function describeBroken(
  { policy, rule, type }: OpaAnswer['broken'][number],
  { policies }: Expected,
): string {
  const place = policies
    .filter(({ name }) => name === policy)
    .flatMap(({ rules }) => rules)
    .find(({ kind }) => kind === rule);
  return `'${rule}' of policy '${policy}'${
    place ? ` ('${place.file}', line ${place.row})` : ''
  } gives a value of type ${type}, and must be true or false`;
}

export function engineFault(message: string, durationUs = 0): EngineDecision {
  return { outcome: 'error', fault: 'engine', message, durationUs };
}

/** A call failed: says so when it came of load alone. */
export function failedCall(error: unknown, durationUs = 0): EngineDecision {
  return {
    ...engineFault((error as Error).message, durationUs),
    ...overloadOf(error),
  };
}

/** A policy could not be evaluated for a request. */
export function requestFault(message: string, durationUs = 0): EngineDecision {
  return {
    outcome: 'error',
    fault: 'request',
    message: `a policy cannot be evaluated for this request: ${message}`,
    durationUs,
  };
}
