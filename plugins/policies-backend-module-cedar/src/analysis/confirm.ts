import { Counterexample } from '@internal/plugin-policies-common';
import {
  AnalysisAnswer,
  CompileResult,
  EngineDecision,
  PolicyBundle,
} from '@internal/plugin-policies-node';
import { entitiesFile, withEntities } from './derivedBundles';
import { Plan } from './Plan';
import { breaksBy, Outcome, outcomeOf } from './outcomeOf';
import { Candidate } from './types';

type Keyless<T> = T extends unknown ? Omit<T, 'key'> : never;

/**
 * Has the engine decide a request once more, the way a draft is decided, on all sides of a question. What
 * it says is what people are told.
 */
export async function confirm(
  { sides, decided }: Plan,
  { request, entities }: Candidate,
  compile: (bundle: PolicyBundle) => Promise<CompileResult>,
): Promise<Keyless<AnalysisAnswer>> {
  const file = entities && entitiesFile(entities);
  const seen = new Map<PolicyBundle, EngineDecision>();
  const decide = async (bundle: PolicyBundle): Promise<EngineDecision> => {
    const known = seen.get(bundle);
    if (known) {
      return known;
    }
    const { compiled, diagnostics } = await compile(withEntities(bundle, file));
    if (!compiled) {
      throw new Error(
        diagnostics.find(({ severity }) => severity === 'error')?.message ??
          'it does not compile',
      );
    }
    try {
      const [decision] = await compiled.evaluate([request]);
      seen.set(bundle, decision);
      return decision;
    } finally {
      await compiled.dispose();
    }
  };
  const outcomes: Outcome[] = [];
  for (const { bundle } of sides) {
    const outcome = outcomeOf(await decide(bundle));
    if ('error' in outcome) {
      return {
        state: 'undecided',
        reason: 'engine-error',
        message: `the engine does not decide the request that the analyzer found: ${outcome.error}`,
      };
    }
    outcomes.push(outcome);
  }
  const before = decided.before && (await decide(decided.before));
  const after = decided.after && (await decide(decided.after));
  const counterexample: Counterexample = {
    request,
    ...(file ? { entities: file } : {}),
    ...(before ? { before: before.outcome === 'allow' } : {}),
    after: after?.outcome === 'allow',
    policies: policiesOf(after) ?? policiesOf(before) ?? [],
  };
  if (!breaksBy(sides, outcomes) && outcomes.some(({ failed }) => failed)) {
    return {
      state: 'undecided',
      reason: 'engine-error',
      message:
        'a policy gives an error for the request that the analyzer found, so the engine does not say the same',
    };
  }
  return breaksBy(sides, outcomes)
    ? { state: 'fails', counterexample }
    : {
        state: 'disagrees',
        counterexample,
        message:
          'the analyzer says that this request is decided otherwise than the engine decides it: one of the two is wrong, so nothing is proven here',
      };
}

function policiesOf(
  decision: EngineDecision | undefined,
): string[] | undefined {
  return decision && 'policies' in decision && decision.policies.length
    ? decision.policies
    : undefined;
}
