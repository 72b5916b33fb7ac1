import {
  EnvironmentProof,
  ProofVerdict,
} from '@internal/plugin-policies-common';
import { Unproven } from './unprovenOf';
import { countDirection, verdictOf } from './verdictOf';

/** What people read first of a proof: nothing is claimed of what no proof is about. */
export function provenSentence(
  environments: EnvironmentProof[],
  unproven: Unproven[],
): string {
  const verdict = verdictOf(environments);
  const shown = shownOf(environments);
  if (verdict === 'undecided') {
    return withUnproven(undecidedSentence(environments), unproven);
  }
  if (!unproven.length) {
    return alone(verdict, shown);
  }
  const policies = {
    equal: 'The policies are proven to decide the same',
    tighter: 'The policies are proven to allow nothing new',
    wider: `The policies are proven to deny nothing new, and ${shown}`,
    both: `By the policies, ${shown}`,
  }[verdict];
  return withUnproven(policies, unproven);
}

/** What people read first where requests were tried. */
export function searchedSentence(
  searched: number,
  { opened, closed }: { opened: number; closed: number },
): string {
  const tried = `Searched ${count(searched, 'request')}`;
  if (!opened && !closed) {
    return `${tried}: none differs.`;
  }
  const parts = [
    ...(opened
      ? [
          `${opened.toLocaleString('en-US')} that ${were(
            opened,
          )} denied ${become(opened)} allowed`,
        ]
      : []),
    ...(closed
      ? [
          `${closed.toLocaleString('en-US')} that ${were(
            closed,
          )} allowed ${become(closed)} denied`,
        ]
      : []),
  ];
  return `${tried}: ${parts.join(', ')}.`;
}

function alone(
  verdict: Exclude<ProofVerdict, 'undecided'>,
  shown: string,
): string {
  switch (verdict) {
    case 'equal':
      return 'Proven: nothing changes.';
    case 'tighter':
      return `Proven: only tighter. Nothing that was denied becomes allowed; ${shown}.`;
    case 'wider':
      return `Proven: nothing that was allowed becomes denied; ${shown}.`;
    default:
      return `${capital(shown)}, each with a request that shows it.`;
  }
}

/** How many kinds of requests open up and are closed. */
function shownOf(environments: EnvironmentProof[]): string {
  const opened = countDirection(environments, 'wider').found;
  const closed = countDirection(environments, 'tighter').found;
  return [
    ...(opened
      ? [`${countKinds(opened)} ${opened === 1 ? 'opens' : 'open'} up`]
      : []),
    ...(closed ? [`something is closed for ${countKinds(closed)}`] : []),
  ].join(', and ');
}

function undecidedSentence(environments: EnvironmentProof[]): string {
  const isIn = (state: string) => (proof: EnvironmentProof) =>
    proof.wider.state === state || proof.tighter.state === state;
  const open = environments.filter(isIn('undecided')).length;
  const shown = shownOf(environments);
  const wider = countDirection(environments, 'wider');
  const known =
    shown ||
    (wider.undecided
      ? 'nothing was found that differs'
      : 'nothing that was denied becomes allowed, which is proven');
  return `Not decided for ${open.toLocaleString('en-US')} of ${countKinds(
    environments.length,
  )}; of what is, ${known}`;
}

function withUnproven(told: string, unproven: Unproven[]): string {
  if (!unproven.length) {
    return `${told}.`;
  }
  const changed = unproven.flatMap(({ what }) => what ?? []);
  const parts = [
    ...(changed.length
      ? [
          `${listed(changed)} changed too, and no proof is about ${
            changed.length === 1 && !changed[0].endsWith('entities')
              ? 'that'
              : 'those'
          }`,
        ]
      : []),
    ...(changed.length < unproven.length
      ? ['some requests are not covered']
      : []),
  ];
  return `${told}; ${parts.join('; ')}.`;
}

function listed(parts: string[]): string {
  const last = parts[parts.length - 1];
  return parts.length === 1
    ? last
    : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
}

function countKinds(number: number): string {
  return `${count(number, 'kind')} of request${number === 1 ? '' : 's'}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function were(number: number): string {
  return number === 1 ? 'was' : 'were';
}

function become(number: number): string {
  return number === 1 ? 'becomes' : 'become';
}
