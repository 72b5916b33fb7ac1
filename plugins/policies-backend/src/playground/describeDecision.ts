import {
  NotAppliedPolicy,
  PlaygroundDecision,
} from '@internal/plugin-policies-common';
import { EngineDecision } from '@internal/plugin-policies-node';

/** Says a decision in words, with what it was decided by. */
export function describeDecision(decision: EngineDecision): PlaygroundDecision {
  if (decision.outcome === 'error') {
    return {
      outcome: 'error',
      reason: decision.message,
      determining: [],
      errors: decision.errors ?? [],
      notApplied: [],
      durationUs: decision.durationUs,
    };
  }
  const {
    determining = [],
    notApplied = [],
    trace,
  } = decision.explanation ?? {};
  return {
    outcome: decision.outcome === 'allow' ? 'allowed' : 'denied',
    reason: reasonOf(decision),
    determining,
    errors: decision.errors ?? [],
    notApplied,
    trace,
    durationUs: decision.durationUs,
  };
}

function reasonOf(
  decision: Extract<EngineDecision, { outcome: 'allow' | 'deny' }>,
): string {
  const named = list(decision.policies);
  if (decision.outcome === 'allow') {
    return `Allowed by ${named}.`;
  }
  if (decision.policies.length) {
    return `Denied by ${named}.`;
  }
  const permits = (decision.explanation?.notApplied ?? []).filter(
    ({ effect }) => effect === 'permit',
  );
  if (permits.length) {
    return `Denied: no policy allows it. ${reasonOfPermits(permits)}`;
  }
  return decision.errors?.length
    ? `Denied: no policy allows it, and ${list(
        decision.errors.map(({ policy }) => policy ?? 'a policy'),
      )} could not be evaluated.`
    : 'Denied: no policy is about this subject, action and resource.';
}

/**
 * Says which permit is nearest: the one with the fewest clauses against it. That it would have allowed is
 * said where the engine says so; where it was not asked, only that the permit does not apply.
 */
function reasonOfPermits(permits: NotAppliedPolicy[]): string {
  const asked = permits.some(({ nearMiss }) => nearMiss !== undefined);
  const [nearest] = permits
    .filter(({ nearMiss }) => nearMiss || !asked)
    .sort((a, b) => a.failedClauses.length - b.failedClauses.length);
  if (!nearest) {
    const names = [...new Set(permits.map(({ policy }) => policy))];
    return `The conditions of ${list(names)} do not hold.`;
  }
  const [clause] = nearest.failedClauses;
  const values = clause.values
    .map(({ path, value }) => `${path} is ${valueText(value)}`)
    .join(' and ');
  const more = nearest.failedClauses.length - 1;
  return `'${nearest.policy}' ${
    asked ? 'would have, but' : 'does not apply:'
  } ${clause.text} ${
    clause.text.startsWith('unless') ? 'holds' : 'does not hold'
  }${values ? `: ${values}` : ''}${
    more ? ` (and ${more} more ${more === 1 ? 'clause' : 'clauses'})` : ''
  }.`;
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) {
    return 'not given';
  }
  if (typeof value === 'number') {
    return value.toLocaleString('en');
  }
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function list(names: string[]): string {
  return names.map(name => `'${name}'`).join(' and ');
}
