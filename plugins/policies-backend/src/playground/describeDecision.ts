import { PlaygroundDecision } from '@internal/plugin-policies-common';
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
  const nearest = nearestPermit(decision);
  if (nearest) {
    return `Denied: no policy allows it. ${nearest}`;
  }
  return decision.errors?.length
    ? `Denied: no policy allows it, and ${list(
        decision.errors.map(({ policy }) => policy ?? 'a policy'),
      )} could not be evaluated.`
    : 'Denied: no policy is about this subject, action and resource.';
}

/** The permit with the fewest clauses against it, and what these clauses saw. */
function nearestPermit(
  decision: Extract<EngineDecision, { outcome: 'allow' | 'deny' }>,
): string | undefined {
  const permits = (decision.explanation?.notApplied ?? []).filter(
    ({ effect }) => effect === 'permit',
  );
  const nearest = permits.reduce<(typeof permits)[number] | undefined>(
    (best, permit) =>
      best && best.failedClauses.length <= permit.failedClauses.length
        ? best
        : permit,
    undefined,
  );
  if (!nearest) {
    return undefined;
  }
  const [clause] = nearest.failedClauses;
  const values = clause.values
    .map(({ path, value }) => `${path} is ${valueText(value)}`)
    .join(' and ');
  const more = nearest.failedClauses.length - 1;
  return `'${nearest.policy}' would have, but ${clause.text} does not hold${
    values ? `: ${values}` : ''
  }${more ? ` (and ${more} more ${more === 1 ? 'clause' : 'clauses'})` : ''}.`;
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
