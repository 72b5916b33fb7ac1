import { Invariant, InvariantProof } from '@internal/plugin-policies-common';
import {
  AnalysisAnswer,
  forEachAtOnce,
  PolicyBundle,
} from '@internal/plugin-policies-node';
import { Asking } from '../asking/Asker';
import { joinKeys } from '../asking/joinKeys';
import {
  brokenInvariant,
  provenInvariant,
  undecidedInvariant,
} from './describeProof';

const AT_ONCE = 4;

/** What was told of the invariants of a revision. */
export interface ProvenInvariants {
  proofs: InvariantProof[];
  /** Where analyzer and engine contradict each other, a sentence each. */
  disagreements: string[];
}

/**
 * Asks whether a revision keeps its invariants.
 *
 * @param onDone - told how many of them are done
 * @throws InputError where nothing can be proven of the revision
 */
export async function proveInvariants(
  asking: Asking,
  bundle: PolicyBundle,
  invariants: Invariant[],
  onDone: (done: number) => Promise<void> = async () => {},
): Promise<ProvenInvariants> {
  if (!invariants.length) {
    return { proofs: [], disagreements: [] };
  }
  const read = await asking.analyzer.read(bundle);
  const proofs: InvariantProof[] = [];
  const disagreements: string[] = [];
  for (const invariant of invariants) {
    const { name } = invariant;
    const answers: AnalysisAnswer[] = [];
    await forEachAtOnce(
      read.invariants[name] ?? [],
      AT_ONCE,
      async environment => {
        answers.push(
          await asking.ask({
            kind: 'invariant',
            environment,
            set: bundle,
            invariant: name,
          }),
        );
      },
    );
    for (const answer of answers) {
      if (answer.state === 'disagrees') {
        disagreements.push(
          `invariant '${name}': ${answer.message} The request: ${JSON.stringify(
            answer.counterexample.request,
          )}`,
        );
      }
    }
    proofs.push(
      Object.hasOwn(read.invariants, name)
        ? conclude(invariant, answers)
        : undecidedInvariant(
            invariant,
            'The analyzer does not know it; tell the people who maintain it.',
          ),
    );
    await onDone(proofs.length);
  }
  return { proofs, disagreements };
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
  return provenInvariant(invariant, {
    key: answers.length ? joinKeys(answers.map(({ key }) => key)) : undefined,
    assumes: [...new Set(assumes)].sort(),
  });
}
