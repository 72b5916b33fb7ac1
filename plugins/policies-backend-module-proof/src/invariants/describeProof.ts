import {
  Counterexample,
  Invariant,
  InvariantProof,
} from '@internal/plugin-policies-common';

const BROKEN: Record<Invariant['kind'], string> = {
  never: 'a request is allowed that must never be',
  'at most': 'a request is allowed that goes beyond what may be',
  'at least': 'a request is denied that has to be allowed',
};

export function provenInvariant(
  invariant: Invariant,
  { key, assumes }: { key: string; assumes: string[] },
): InvariantProof {
  return {
    invariant,
    state: 'proven',
    sentence: ['Proven: no request breaks it.', ...assumes].join(' '),
    key,
  };
}

/** Nothing breaks what is about nothing, and nobody should rely on it. */
export function emptyInvariant(invariant: Invariant): InvariantProof {
  return {
    invariant,
    state: 'empty',
    sentence: 'The schema admits no request that it is about.',
  };
}

export function brokenInvariant(
  invariant: Invariant,
  counterexample: Counterexample,
  known: Pick<InvariantProof, 'key' | 'searched'>,
): InvariantProof {
  return {
    invariant,
    state: 'broken',
    counterexample,
    sentence: `Broken: ${BROKEN[invariant.kind]}.`,
    ...known,
  };
}

export function undecidedInvariant(
  invariant: Invariant,
  because: string,
): InvariantProof {
  return {
    invariant,
    state: 'undecided',
    because,
    sentence: `Not decided. ${because}`,
  };
}

export function searchedInvariant(
  invariant: Invariant,
  searched: number,
): InvariantProof {
  return {
    invariant,
    state: 'searched',
    searched,
    sentence: `Searched ${searched.toLocaleString('en-US')} request${
      searched === 1 ? '' : 's'
    }: none breaks it.`,
  };
}

/** What is known of an invariant that is not decided once requests were tried. */
export function withSearched(
  proof: InvariantProof,
  found: InvariantProof,
): InvariantProof {
  switch (found.state) {
    case 'broken':
      return found;
    case 'searched':
      return {
        ...undecidedInvariant(
          proof.invariant,
          `${proof.because} ${found.sentence}`,
        ),
        searched: found.searched,
      };
    default:
      return proof;
  }
}
