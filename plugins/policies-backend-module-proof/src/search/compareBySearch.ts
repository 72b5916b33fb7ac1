import {
  Counterexample,
  EnvironmentProof,
  EvaluationRequest,
} from '@internal/plugin-policies-common';
import { EngineDecision } from '@internal/plugin-policies-node';

/** What trying requests on two revisions told. */
export interface SearchComparison {
  environments: EnvironmentProof[];
  /** Requests that both revisions decide. */
  searched: number;
  opened: number;
  closed: number;
}

/** Sums up what two revisions decide, by kind of request, with the first one that differs each way. */
export function compareBySearch(
  requests: EvaluationRequest[],
  before: EngineDecision[],
  after: EngineDecision[],
): SearchComparison {
  const found = new Map<string, EnvironmentProof>();
  const result: SearchComparison = {
    environments: [],
    searched: 0,
    opened: 0,
    closed: 0,
  };
  requests.forEach((request, index) => {
    const [was, is] = [before[index], after[index]];
    if (!was || !is || was.outcome === 'error' || is.outcome === 'error') {
      return;
    }
    result.searched++;
    const proof = proofOf(found, request);
    if (was.outcome === is.outcome) {
      return;
    }
    const isOpened = is.outcome === 'allow';
    result[isOpened ? 'opened' : 'closed']++;
    const direction = proof[isOpened ? 'wider' : 'tighter'];
    if (!direction.counterexample) {
      direction.state = 'found';
      direction.counterexample = counterexampleOf(request, was, is);
    }
  });
  return { ...result, environments: [...found.values()] };
}

function proofOf(
  found: Map<string, EnvironmentProof>,
  { subject, action, resource }: EvaluationRequest,
): EnvironmentProof {
  const environment = {
    subject: subject.type,
    action: action.name,
    resource: resource.type,
  };
  const key = JSON.stringify(Object.values(environment));
  const known = found.get(key);
  if (known) {
    return known;
  }
  const proof: EnvironmentProof = {
    environment,
    wider: { state: 'searched' },
    tighter: { state: 'searched' },
  };
  found.set(key, proof);
  return proof;
}

function counterexampleOf(
  request: EvaluationRequest,
  was: EngineDecision,
  is: EngineDecision,
): Counterexample {
  const policiesOf = (decision: EngineDecision) =>
    decision.outcome === 'error' ? [] : decision.policies;
  const own = policiesOf(is);
  return {
    request,
    before: was.outcome === 'allow',
    after: is.outcome === 'allow',
    policies: own.length ? own : policiesOf(was),
  };
}
