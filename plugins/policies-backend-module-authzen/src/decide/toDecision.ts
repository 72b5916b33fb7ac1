import { EngineDecision, overloadOf } from '@internal/plugin-policies-node';
import { memberOf, wordsOf } from '../words';

/** Statuses below 500 that tell of the decision point, not of the request. */
const NOT_OF_THE_REQUEST = new Set([401, 403, 408, 429]);

/**
 * What an answer of a decision point decides. Only a plain `true` without an error beside it allows.
 *
 * @param options.policies - names of the manifest: of what the answer names, only these are told
 */
export function toDecision(
  answer: unknown,
  options: {
    engine: string;
    policies: ReadonlySet<string>;
    durationUs: number;
  },
): EngineDecision {
  const { engine, policies, durationUs } = options;
  const decision = memberOf(answer, 'decision');
  const context = memberOf(answer, 'context') ?? {};
  if (typeof decision !== 'boolean' || !isObject(context)) {
    return engineFault(
      `engine '${engine}' answered something that is no AuthZEN decision; see whether 'url' is right`,
      durationUs,
    );
  }
  const error = memberOf(context, 'error');
  if (error !== undefined && error !== null) {
    const status = Number(memberOf(error, 'status'));
    const fault =
      status >= 400 && status < 500 && !NOT_OF_THE_REQUEST.has(status)
        ? 'request'
        : 'engine';
    return {
      outcome: 'error',
      fault,
      message: `engine '${engine}' could not decide: ${wordsOf(error)}`,
      ...(status === 429 && { overloaded: true }),
      durationUs,
    };
  }
  const named = memberOf(context, 'policies');
  return {
    outcome: decision ? 'allow' : 'deny',
    policies: Array.isArray(named)
      ? [...new Set(named)].filter(name => policies.has(name))
      : [],
    durationUs,
  };
}

/** A decision point that gave none. */
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

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
