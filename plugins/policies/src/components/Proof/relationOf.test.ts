import { ProofState } from '@internal/plugin-policies-common';
import { anEnvironment } from '../../__testUtils__/proofFixtures';
import { relationOf } from './relationOf';

describe('relationOf', () => {
  it.each<[ProofState, ProofState, string, string]>([
    ['proven', 'proven', 'equal', 'Equal'],
    ['proven', 'found', 'tighter', 'Only tighter'],
    ['found', 'proven', 'wider', 'Only wider'],
    ['found', 'found', 'both', 'Wider and tighter'],
    // What was only tried is no proof that there is nothing.
    ['searched', 'searched', 'equal', 'No difference found'],
    ['proven', 'searched', 'equal', 'No difference found'],
    ['searched', 'found', 'tighter', 'Tighter; nothing wider found'],
    ['found', 'searched', 'wider', 'Wider; nothing tighter found'],
    // What is not decided may still open something.
    ['undecided', 'found', 'undecided', 'Tighter; wider not decided'],
    ['undecided', 'proven', 'undecided', 'Not decided'],
    ['proven', 'undecided', 'undecided', 'Not decided'],
    ['undecided', 'undecided', 'undecided', 'Not decided'],
    ['found', 'undecided', 'wider', 'Wider; tighter not decided'],
  ])('wider %s, tighter %s: %s', (wider, tighter, relation, label) => {
    const proof = anEnvironment('a', { state: wider }, { state: tighter });
    expect(relationOf(proof)).toEqual({ relation, label });
  });
});
