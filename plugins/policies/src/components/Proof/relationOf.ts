import { EnvironmentProof, ProofState } from '@internal/plugin-policies-common';

/** How two revisions compare for one kind of request, as far as it is known. */
export type Relation = 'wider' | 'both' | 'undecided' | 'tighter' | 'equal';

/** Worst first, as a reviewer reads them. */
export const RELATIONS: Relation[] = [
  'both',
  'wider',
  'undecided',
  'tighter',
  'equal',
];

/** How two revisions compare, and how it reads without saying more than is known. */
export function relationOf(proof: EnvironmentProof): {
  relation: Relation;
  label: string;
} {
  const wider = proof.wider.state;
  const tighter = proof.tighter.state;
  if (wider === 'found' && tighter === 'found') {
    return { relation: 'both', label: 'Wider and tighter' };
  }
  if (wider === 'found') {
    return { relation: 'wider', label: labelOf('wider', tighter) };
  }
  if (wider === 'undecided') {
    return {
      relation: 'undecided',
      label: tighter === 'found' ? 'Tighter; wider not decided' : 'Not decided',
    };
  }
  if (tighter === 'found') {
    return { relation: 'tighter', label: labelOf('tighter', wider) };
  }
  if (tighter === 'undecided') {
    return { relation: 'undecided', label: 'Not decided' };
  }
  return wider === 'proven' && tighter === 'proven'
    ? { relation: 'equal', label: 'Equal' }
    : { relation: 'equal', label: 'No difference found' };
}

const OTHER = { wider: 'tighter', tighter: 'wider' };

/** One direction was found; the other may be proven away, or only not found. */
function labelOf(found: 'wider' | 'tighter', other: ProofState): string {
  const capital = found === 'wider' ? 'Wider' : 'Tighter';
  switch (other) {
    case 'proven':
      return `Only ${found}`;
    case 'searched':
      return `${capital}; nothing ${OTHER[found]} found`;
    default:
      return `${capital}; ${OTHER[found]} not decided`;
  }
}
