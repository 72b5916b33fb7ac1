import {
  Counterexample,
  EnvironmentProof,
} from '@internal/plugin-policies-common';
import {
  AnalysisAnswer,
  AnalysisQuestion,
  forEachAtOnce,
  PolicyBundle,
  PolicyEngine,
} from '@internal/plugin-policies-node';
import { Asking } from '../asking/Asker';
import { nameOf, withoutKey } from '../revision/environments';
import { comparisonsOf } from './comparisonsOf';

/** As many as the analyzer has turns for: it puts the rest in line itself. */
const AT_ONCE = 4;

type Direction = EnvironmentProof['wider'];

/** What a request shows: the analyzer does not know which of two revisions is the base. */
type Shown = Required<Pick<Counterexample, 'before' | 'after'>>;

/** What was told of two revisions. */
export interface Comparison {
  environments: EnvironmentProof[];
  /** Where analyzer and engine contradict each other, a sentence each. */
  disagreements: string[];
  /** Requests that no answer covers, a sentence each. */
  assumes: string[];
}

/**
 * Asks, for each kind of request that one of two revisions admits, whether anything opens up or is closed.
 *
 * @param onCompared - told how many of all kinds of requests are compared
 * @throws InputError where nothing can be proven of one of the two
 */
export async function compareRevisions(
  asking: Asking,
  revisions: {
    before: PolicyBundle;
    after: PolicyBundle;
    engine: PolicyEngine;
  },
  onCompared: (done: number, of: number) => Promise<void>,
): Promise<Comparison> {
  const all = await comparisonsOf(asking.analyzer, revisions);
  const disagreements: string[] = [];
  const assumes = new Set<string>();
  const told = new Map<string, EnvironmentProof>();
  await forEachAtOnce(all, AT_ONCE, async ({ environment, wider, tighter }) => {
    const ask = async (question: AnalysisQuestion, shown: Shown) => {
      const answer = await asking.ask(question);
      if (answer.state === 'disagrees') {
        disagreements.push(
          `${nameOf(environment)}: ${
            answer.message
          } The request: ${JSON.stringify(answer.counterexample.request)}`,
        );
      }
      if (answer.state === 'holds') {
        answer.assumes?.forEach(sentence => assumes.add(sentence));
      }
      return directionOf(answer, shown);
    };
    told.set(environment.key, {
      environment: withoutKey(environment),
      wider: await ask(wider, { before: false, after: true }),
      tighter: await ask(tighter, { before: true, after: false }),
    });
    await onCompared(told.size, all.length);
  });
  return {
    environments: all.map(({ environment }) => told.get(environment.key)!),
    disagreements,
    assumes: [...assumes].sort(),
  };
}

function directionOf(answer: AnalysisAnswer, shown: Shown): Direction {
  const { key } = answer;
  switch (answer.state) {
    case 'holds':
      return { state: 'proven', key };
    case 'fails':
      return {
        state: 'found',
        counterexample: { ...answer.counterexample, ...shown },
        key,
      };
    case 'disagrees':
      return {
        state: 'undecided',
        counterexample: answer.counterexample,
        because: answer.message,
        key,
      };
    default:
      return { state: 'undecided', because: answer.message, key };
  }
}
