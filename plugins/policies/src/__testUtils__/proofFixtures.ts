import {
  EnvironmentProof,
  InvariantProof,
  ProofReport,
  SetInvariant,
  SetProof,
} from '@internal/plugin-policies-common';
import { request } from './fixtures';

export const versions = {
  analyzer: 'cedar symcc 4.14.1',
  solver: 'cvc5 1.3.1',
  engine: 'Cedar 4.13.0',
};

export const counterexample = {
  request: {
    ...request,
    resource: { ...request.resource, properties: { amount: 12_000 } },
  },
  before: false,
  after: true,
  policies: ['daily-limit'],
};

export function anEnvironment(
  action: string,
  wider: EnvironmentProof['wider'] = { state: 'proven' },
  tighter: EnvironmentProof['tighter'] = { state: 'proven' },
): EnvironmentProof {
  return {
    environment: { subject: 'user', action, resource: 'Withdrawal' },
    wider,
    tighter,
  };
}

export function anInvariant(
  name: string,
  overrides: Partial<InvariantProof> = {},
  invariant: Partial<InvariantProof['invariant']> = {},
): InvariantProof {
  return {
    invariant: {
      name,
      title: `Title of ${name}`,
      kind: 'never',
      regulations: ['FATF R.16'],
      policies: [],
      file: `invariants/${name}.cedar`,
      range: { startLine: 5, startColumn: 1, endLine: 9, endColumn: 3 },
      text: 'forbid (principal, action, resource);',
      ...invariant,
    },
    state: 'proven',
    sentence: 'Proven: no request breaks it.',
    ...overrides,
  };
}

export const brokenInvariant = anInvariant(
  'frozen',
  {
    state: 'broken',
    sentence: 'Broken: a frozen account may request a withdrawal.',
    counterexample: { ...counterexample, before: undefined },
  },
  { title: 'Nothing leaves a frozen account', policies: ['daily-limit'] },
);

export function aSetProof(overrides: Partial<SetProof> = {}): SetProof {
  return {
    set: 'withdrawals',
    revision: 'a'.repeat(64),
    state: 'done',
    analyzer: { state: 'ready', versions },
    checkedAt: '2026-11-25T10:00:00Z',
    invariants: [],
    findings: [],
    limits: [],
    ...overrides,
  };
}

export function aSetInvariant(
  set: string,
  proof: InvariantProof,
): SetInvariant {
  return { ...proof, set, setTitle: `The ${set} set` };
}

export function aProofReport(
  overrides: Partial<ProofReport> = {},
): ProofReport {
  return {
    verdict: 'wider',
    way: 'proven',
    sentence: 'Something that was denied becomes allowed.',
    versions,
    unproven: [],
    environments: [],
    base: 'a'.repeat(64),
    revision: 'b'.repeat(64),
    ...overrides,
  };
}
