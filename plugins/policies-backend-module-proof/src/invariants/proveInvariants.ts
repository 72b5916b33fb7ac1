import { Invariant, InvariantProof } from '@internal/plugin-policies-common';
import {
  AnalysisAnswer,
  AnalyzedSet,
  forEachAtOnce,
  PolicyBundle,
} from '@internal/plugin-policies-node';
import { Asking } from '../asking/Asker';
import { joinKeys } from '../asking/joinKeys';
import {
  brokenInvariant,
  emptyInvariant,
  provenInvariant,
  undecidedInvariant,
} from './describeProof';

const AT_ONCE = 4;

/**
 * Of the time of all invariants, what is gone after each round. In a round each has its share of what is left, so
 * that one that is hard on purpose takes nothing from those that come after it.
 */
const ROUNDS = [0.5, 1];

/** What was told of the invariants of a revision. */
export interface ProvenInvariants {
  proofs: InvariantProof[];
  /** Where analyzer and engine contradict each other, a sentence each. */
  disagreements: string[];
}

/**
 * Asks whether a revision keeps its invariants.
 *
 * @param begin - begins to ask with so many seconds
 * @throws InputError where nothing can be proven of the revision
 */
export async function proveInvariants(
  begin: (seconds: number) => Asking,
  { bundle, invariants }: { bundle: PolicyBundle; invariants: Invariant[] },
  limits: { seconds: number; onDone?(done: number): Promise<void> },
): Promise<ProvenInvariants> {
  if (!invariants.length) {
    return { proofs: [], disagreements: [] };
  }
  const read = await begin(0).analyzer.read(bundle);
  const told = new Map<string, Told>();
  let open = invariants;
  let spent = 0;
  for (const share of ROUNDS) {
    const again: Invariant[] = [];
    for (const [index, invariant] of open.entries()) {
      const left = Math.max(0, share * limits.seconds - spent);
      const asking = begin(left / (open.length - index));
      const one = await prove(asking, read, bundle, invariant);
      spent += asking.time.spentMs / 1_000;
      told.set(invariant.name, one);
      if (one.proof.state === 'undecided' && asking.time.isOver) {
        again.push(invariant);
      } else {
        await limits.onDone?.(told.size - again.length);
      }
    }
    open = again;
  }
  const all = invariants.map(({ name }) => told.get(name)!);
  return {
    proofs: all.map(({ proof }) => proof),
    disagreements: all.flatMap(({ disagreements }) => disagreements),
  };
}

interface Told {
  proof: InvariantProof;
  disagreements: string[];
}

async function prove(
  asking: Asking,
  read: AnalyzedSet,
  bundle: PolicyBundle,
  invariant: Invariant,
): Promise<Told> {
  const { name } = invariant;
  if (!Object.hasOwn(read.invariants, name)) {
    return {
      proof: undecidedInvariant(
        invariant,
        'The analyzer does not know it; tell the people who maintain it.',
      ),
      disagreements: [],
    };
  }
  const answers: AnalysisAnswer[] = [];
  await forEachAtOnce(read.invariants[name], AT_ONCE, async environment => {
    // One request is enough.
    if (!answers.some(({ state }) => state === 'fails')) {
      answers.push(
        await asking.ask({
          kind: 'invariant',
          environment,
          set: bundle,
          invariant: name,
        }),
      );
    }
  });
  return {
    proof: conclude(invariant, answers),
    disagreements: answers.flatMap(answer =>
      answer.state === 'disagrees'
        ? [
            `invariant '${name}': ${
              answer.message
            } The request: ${JSON.stringify(answer.counterexample.request)}`,
          ]
        : [],
    ),
  };
}

/** What the answers about all kinds of requests say together. */
function conclude(
  invariant: Invariant,
  answers: AnalysisAnswer[],
): InvariantProof {
  for (const answer of answers) {
    if (answer.state === 'fails') {
      const { counterexample, key } = answer;
      return brokenInvariant(invariant, counterexample, { key });
    }
  }
  for (const answer of answers) {
    if (answer.state === 'undecided' || answer.state === 'disagrees') {
      return undecidedInvariant(invariant, answer.message);
    }
  }
  const assumes = answers.flatMap(answer =>
    answer.state === 'holds' ? answer.assumes ?? [] : [],
  );
  if (!answers.length) {
    return emptyInvariant(invariant);
  }
  return provenInvariant(invariant, {
    key: joinKeys(answers.map(({ key }) => key)),
    assumes: [...new Set(assumes)].sort(),
  });
}
