import { EngineDecision } from '@internal/plugin-policies-node';
import { z } from 'zod';

const answerSchema = z.object({
  set: z.string(),
  revision: z.string(),
  allowed: z.array(z.string()),
  denied: z.array(z.string()),
});

/** What the entry module answers to one input. */
export type OpaAnswer = z.infer<typeof answerSchema>;

/** Makes decisions of answers, and refuses what is not the answer of the asked revision. */
export function toDecision(
  answer: unknown,
  expected: { set: string; revision: string; policies: Set<string> },
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
  const { set, revision, allowed, denied } = parsed.data;
  if (set !== expected.set || revision !== expected.revision) {
    return engineFault(
      'OPA answered with another revision; see whether somebody else writes below data.portal',
      durationUs,
    );
  }
  const policies = denied.length ? denied : allowed;
  if (!policies.every(name => expected.policies.has(name))) {
    return engineFault(
      'OPA named a policy the set does not have; see whether somebody else writes below data.portal',
      durationUs,
    );
  }
  return {
    outcome: denied.length || !allowed.length ? 'deny' : 'allow',
    policies: [...policies].sort(),
    durationUs,
  };
}

export function engineFault(message: string, durationUs = 0): EngineDecision {
  return { outcome: 'error', fault: 'engine', message, durationUs };
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
