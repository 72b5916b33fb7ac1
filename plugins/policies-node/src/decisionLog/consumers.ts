import { ObservedConsumer } from '@internal/plugin-policies-common';
import { DecisionLogReader } from './DecisionLogReader';
import { DecisionOutcome } from './types';

/** What counts as a decision: an error is none. */
const DECIDED: DecisionOutcome[] = ['allow', 'deny'];

/** Who asked a set, most decisions first. */
export async function observeConsumers(
  log: DecisionLogReader,
  set: string,
): Promise<ObservedConsumer[]> {
  const points = await log.series({ sets: [set], outcomes: DECIDED }, [
    'caller',
  ]);
  return points
    .map(({ caller = '', decisions, lastSeen }) => ({
      caller,
      decisions,
      lastSeen,
    }))
    .sort((a, b) => b.decisions - a.decisions);
}

/** Names of the sets that were asked by one of these callers; the case of letters does not count. */
export async function listSetsAskedBy(
  log: DecisionLogReader,
  callers: string[],
): Promise<string[]> {
  const points = await log.series({ callers, outcomes: DECIDED }, ['set']);
  return points.map(({ set = '' }) => set);
}

/** Who asked each set, by the set. */
export async function listCallers(
  log: DecisionLogReader,
): Promise<Map<string, string[]>> {
  const callers = new Map<string, string[]>();
  const points = await log.series({ outcomes: DECIDED }, ['set', 'caller']);
  for (const { set = '', caller = '' } of points) {
    callers.set(set, [...(callers.get(set) ?? []), caller]);
  }
  return callers;
}

/** How many were allowed and denied, and how many of these the log left out: they have no entry. */
export async function countOutcomes(
  log: DecisionLogReader,
  filter: { sets?: string[]; from?: Date },
): Promise<{ allowed: number; denied: number; leftOut: number }> {
  const points = await log.series({ ...filter, outcomes: DECIDED }, [
    'outcome',
  ]);
  const numberOf = (outcome: DecisionOutcome) =>
    points.find(point => point.outcome === outcome)?.decisions ?? 0;
  return {
    allowed: numberOf('allow'),
    denied: numberOf('deny'),
    leftOut: points.reduce(
      (sum, { decisions, entries }) => sum + decisions - entries,
      0,
    ),
  };
}
