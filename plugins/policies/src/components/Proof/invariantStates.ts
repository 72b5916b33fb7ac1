import {
  InvariantKind,
  InvariantProof,
} from '@internal/plugin-policies-common';

/** Whether a revision keeps an invariant. */
export type InvariantState = InvariantProof['state'];

/** Those that somebody should look at first. */
export const INVARIANT_STATES: InvariantState[] = [
  'broken',
  'undecided',
  'empty',
  'searched',
  'proven',
];

/** What each state is called. */
export const STATE_LABELS: Record<InvariantState, string> = {
  broken: 'Broken',
  undecided: 'Not decided',
  empty: 'About nothing',
  searched: 'Searched',
  proven: 'Proven',
};

/** How each kind begins in words. */
export const KIND_LABELS: Record<InvariantKind, string> = {
  never: 'Never',
  'at most': 'Only if',
  'at least': 'Always',
};

/** Broken ones first, then by title. */
export function sortInvariants<T extends InvariantProof>(proofs: T[]): T[] {
  return [...proofs].sort(
    (a, b) =>
      INVARIANT_STATES.indexOf(a.state) - INVARIANT_STATES.indexOf(b.state) ||
      a.invariant.title.localeCompare(b.invariant.title, 'en'),
  );
}

/** For example "7 proven, 1 broken"; empty where there are none. */
export function summarizeInvariants(proofs: InvariantProof[]): string {
  return [...INVARIANT_STATES]
    .reverse()
    .flatMap(state => {
      const count = proofs.filter(proof => proof.state === state).length;
      return count
        ? [`${count.toLocaleString('en')} ${STATE_LABELS[state].toLowerCase()}`]
        : [];
    })
    .join(', ');
}
