import {
  EvaluationRequest,
  Invariant,
  InvariantProof,
} from '@internal/plugin-policies-common';
import {
  CompiledSet,
  EngineDecision,
  PolicyAnalyzer,
  PolicyBundle,
} from '@internal/plugin-policies-node';
import { askInBatches } from '../search/askInBatches';
import {
  brokenInvariant,
  searchedInvariant,
  undecidedInvariant,
} from './describeProof';

/** How a search gets at compiled revisions: one at a time. */
export interface SearchedSet {
  bundle: PolicyBundle;
  invariants: Invariant[];
  analyzer: Pick<PolicyAnalyzer, 'toBundle'>;
  /** Uses the revision itself. */
  use<T>(
    act: (compiled: Pick<CompiledSet, 'evaluate'>) => Promise<T>,
  ): Promise<T>;
  /** Compiles and uses another one; undefined where it does not compile. */
  useOther<T>(
    bundle: PolicyBundle,
    act: (compiled: CompiledSet | undefined) => Promise<T>,
  ): Promise<T>;
}

/** Tries requests on a revision and on what its invariants match. */
export async function searchInvariants(
  { bundle, invariants, analyzer, use, useOther }: SearchedSet,
  requests: EvaluationRequest[],
  limits: { signal: AbortSignal; isOver(): boolean },
): Promise<InvariantProof[]> {
  if (!invariants.length) {
    return [];
  }
  const decided = await use(compiled =>
    askInBatches(compiled, requests, limits),
  );
  const ask = (invariant: Invariant, part: 'matches' | 'scope') =>
    useOther(
      analyzer.toBundle(bundle, invariant, part),
      async compiled => compiled && askInBatches(compiled, requests, limits),
    );
  const proofs: InvariantProof[] = [];
  for (const invariant of invariants) {
    limits.signal.throwIfAborted();
    try {
      const matched = limits.isOver() ? [] : await ask(invariant, 'matches');
      const scope =
        invariant.kind === 'at most' && !limits.isOver()
          ? await ask(invariant, 'scope')
          : [];
      proofs.push(
        matched && scope
          ? conclude(invariant, requests, { decided, matched, scope })
          : undecidedInvariant(
              invariant,
              'The engine does not compile what it matches by itself.',
            ),
      );
    } catch (error) {
      limits.signal.throwIfAborted();
      proofs.push(undecidedInvariant(invariant, (error as Error).message));
    }
  }
  return proofs;
}

function conclude(
  invariant: Invariant,
  requests: EvaluationRequest[],
  answers: Record<'decided' | 'matched' | 'scope', EngineDecision[]>,
): InvariantProof {
  const { kind } = invariant;
  let searched = 0;
  for (const [index, request] of requests.entries()) {
    const own = answers.decided[index];
    const matches = outcomeOf(answers.matched[index]);
    const inScope = kind === 'at most' ? outcomeOf(answers.scope[index]) : true;
    const allowed = own && isAllowed(own);
    if (
      allowed === undefined ||
      matches === undefined ||
      inScope === undefined
    ) {
      continue;
    }
    searched++;
    const isBroken = {
      never: allowed && matches,
      'at most': allowed && inScope && !matches,
      'at least': !allowed && matches,
    }[kind];
    if (isBroken) {
      return brokenInvariant(
        invariant,
        { request, after: allowed, policies: policiesOf(own) },
        { searched },
      );
    }
  }
  return searched
    ? searchedInvariant(invariant, searched)
    : undecidedInvariant(
        invariant,
        'No request was tried that the engine decides; add cases, or try again where there was no time.',
      );
}

/**
 * Whether the revision allows a request: it does not where one of its policies fails on a request that is as it
 * should be. Any other error is no decision.
 */
export function isAllowed(decision: EngineDecision): boolean | undefined {
  if (decision.outcome !== 'error') {
    return decision.outcome === 'allow';
  }
  return decision.fault === 'engine' && decision.errors?.length
    ? false
    : undefined;
}

function policiesOf(decision: EngineDecision): string[] {
  return decision.outcome === 'error'
    ? [...new Set(decision.errors?.flatMap(({ policy }) => policy ?? []))]
    : decision.policies;
}

function outcomeOf(decision: EngineDecision | undefined): boolean | undefined {
  return decision === undefined || decision.outcome === 'error'
    ? undefined
    : decision.outcome === 'allow';
}
