import {
  EnvironmentProof,
  ProofVerdict,
} from '@internal/plugin-policies-common';

/** How many kinds of requests are in which state, in one direction. */
export interface DirectionCounts {
  found: number;
  undecided: number;
}

/** Counts what was told of one direction. */
export function countDirection(
  environments: EnvironmentProof[],
  direction: 'wider' | 'tighter',
): DirectionCounts {
  const states = environments.map(proof => proof[direction].state);
  return {
    found: states.filter(state => state === 'found').length,
    undecided: states.filter(state => state === 'undecided').length,
  };
}

/** What all kinds of requests together say. */
export function verdictOf(environments: EnvironmentProof[]): ProofVerdict {
  const wider = countDirection(environments, 'wider');
  const tighter = countDirection(environments, 'tighter');
  if (wider.found && tighter.found) {
    return 'both';
  }
  if (wider.undecided || tighter.undecided) {
    return 'undecided';
  }
  if (wider.found) {
    return 'wider';
  }
  return tighter.found ? 'tighter' : 'equal';
}
