import type {
  Counterexample,
  EvaluationRequest,
} from '@internal/plugin-policies-common';
import type {
  EngineDecision,
  PolicyBundle,
} from '@internal/plugin-policies-node';
import type { CedarArtifact, Statement } from '../compile/artifact';
import { compileCedar } from '../compile/compileCedar';
import { bareStatement } from '../text/statementParts';
import { ServedSet } from '../worker/ServedSet';
import { isWanted, outcomeOf } from './outcomeOf';

/*
 * That a statement matches something, that a set decides otherwise without it, that an environment is neither
 * all allowed nor all denied: requests that are at hand show most of it. The engine decides them, all for one
 * revision at once, so that nobody has to be asked.
 */

const MOST_MILLISECONDS = 4_000;

/** Requests at hand, with the keys of their environments. */
export interface WitnessSearch {
  bundle: PolicyBundle;
  requests: Array<{ environment: string; request: EvaluationRequest }>;
}

/** What requests show of a revision, by the environment; each is what the engine decided. */
export interface Witnesses {
  allowed: Record<string, Counterexample>;
  denied: Record<string, Counterexample>;
  /** By id of the statement. */
  matched: Record<string, Record<string, Counterexample>>;
  /** Where the revision decides otherwise without the statement. */
  needed: Record<string, Record<string, Counterexample>>;
}

interface Seen {
  environment: string;
  request: EvaluationRequest;
  outcome: 'allow' | 'deny';
  counterexample: Counterexample;
}

/** Has the engine decide requests by a revision, and by parts of it. Runs in a worker. */
export function readWitnesses({ bundle, requests }: WitnessSearch): Witnesses {
  const witnesses: Witnesses = {
    allowed: {},
    denied: {},
    matched: {},
    needed: {},
  };
  const { artifact } = compileCedar(bundle);
  if (!artifact) {
    return witnesses;
  }
  const until = performance.now() + MOST_MILLISECONDS;
  const seen = decideAll(artifact, requests);
  for (const { environment, outcome, counterexample } of seen) {
    const found = outcome === 'allow' ? witnesses.allowed : witnesses.denied;
    found[environment] ??= counterexample;
  }
  for (const statement of artifact.statements) {
    if (performance.now() > until) {
      break;
    }
    const { id, effect, text } = statement;
    const alone: Statement = {
      ...statement,
      effect: 'permit',
      text: bareStatement(text, 'permit'),
    };
    witnesses.matched[id] = findByEnvironment(artifact, [alone], seen, 'allow');
    const decided = effect === 'permit' ? 'allow' : 'deny';
    witnesses.needed[id] = findByEnvironment(
      artifact,
      artifact.statements.filter(other => other !== statement),
      seen.filter(({ outcome }) => outcome === decided),
      decided === 'allow' ? 'deny' : 'allow',
    );
  }
  return witnesses;
}

function decideAll(
  artifact: CedarArtifact,
  requests: WitnessSearch['requests'],
): Seen[] {
  return withServed(artifact, decide =>
    requests.flatMap(({ environment, request }) => {
      const decision = decide(request);
      const said = outcomeOf(decision);
      if ('error' in said || said.failed) {
        return [];
      }
      const outcome = said.allowed ? ('allow' as const) : ('deny' as const);
      return [
        {
          environment,
          request,
          outcome,
          counterexample: {
            request,
            after: said.allowed,
            policies: 'policies' in decision ? decision.policies : [],
          },
        },
      ];
    }),
  );
}

/** The first request of each environment that these statements decide in a way. */
function findByEnvironment(
  artifact: CedarArtifact,
  statements: Statement[],
  seen: Seen[],
  wanted: 'allow' | 'deny',
): Record<string, Counterexample> {
  const found: Record<string, Counterexample> = {};
  return withServed({ ...artifact, statements }, decide => {
    for (const { environment, request, counterexample } of seen) {
      if (Object.hasOwn(found, environment)) {
        continue;
      }
      const said = outcomeOf(decide(request));
      if (!('error' in said) && isWanted(said, wanted)) {
        found[environment] = counterexample;
      }
    }
    return found;
  });
}

function withServed<T>(
  artifact: CedarArtifact,
  act: (decide: (request: EvaluationRequest) => EngineDecision) => T,
): T {
  const served = new ServedSet(artifact);
  try {
    return act(request => served.evaluate(request, { explain: false }));
  } finally {
    served.dispose();
  }
}
