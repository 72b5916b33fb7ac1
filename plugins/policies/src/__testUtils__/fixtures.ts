import { Entity } from '@backstage/catalog-model';
import {
  Board,
  BoardRow,
  CaseResult,
  ChangeDetail,
  ChangeDifference,
  ChecklistItem,
  DecisionRecord,
  EngineStatus,
  Overview,
  PolicyDetail,
  PolicySetDetail,
  PolicySetSummary,
  PolicySummary,
} from '@internal/plugin-policies-common';

const REVISION = '5f2c0b7d91e4'.padEnd(64, 'a');

export function aSet(
  name: string,
  overrides: Partial<PolicySetSummary> = {},
): PolicySetSummary {
  return {
    name,
    title: `The ${name} set`,
    tags: [],
    domain: `domain:default/${name}`,
    owner: `group:default/team-${name}`,
    lifecycle: 'production',
    engine: 'cedar',
    resourceTypes: ['Withdrawal'],
    policyCount: 2,
    revision: REVISION,
    activatedAt: '2026-11-20T10:00:00Z',
    health: 'healthy',
    errorCount: 0,
    cases: { total: 8, passed: 8, failed: 0 },
    ...overrides,
  };
}

export function anEngine(
  name: string,
  overrides: Partial<EngineStatus> = {},
): EngineStatus {
  return {
    name,
    driver: name,
    capabilities: ['explain'],
    state: 'up',
    since: '2026-11-20T10:00:00Z',
    checkedAt: new Date().toISOString(),
    latencyMs: 0.4,
    sets: 1,
    revisions: [],
    drift: [],
    ...overrides,
  };
}

export function aPolicy(
  set: string,
  name: string,
  overrides: Partial<PolicySummary> = {},
): PolicySummary {
  return {
    set,
    name,
    title: `The ${name} policy`,
    lifecycle: 'production',
    regulations: ['MiCA'],
    owner: `group:default/team-${set}`,
    domain: `domain:default/${set}`,
    files: [`policies/${name}.cedar`],
    ...overrides,
  };
}

export const request = {
  subject: { type: 'user', id: 'ana' },
  action: { name: 'request' },
  resource: { type: 'Withdrawal', id: 'w-1001' },
};

export const passedCase: CaseResult = {
  case: {
    name: 'within the daily limit',
    request,
    expect: { decision: true, policies: ['daily-limit'] },
  },
  file: 'tests/customers.yaml',
  status: 'passed',
  decision: true,
  policies: ['daily-limit'],
};

export const failedCase: CaseResult = {
  case: { name: 'frozen account', request, expect: { decision: false } },
  file: 'tests/customers.yaml',
  status: 'failed',
  decision: true,
  policies: ['daily-limit'],
  message: "expected denied, but 'daily-limit' allows it",
};

function aDecision(
  id: string,
  overrides: Partial<DecisionRecord> = {},
): DecisionRecord {
  return {
    id,
    time: new Date(Date.now() - 3 * 60_000).toISOString(),
    caller: 'component:default/withdrawal-orchestrator',
    set: 'withdrawals',
    revision: REVISION,
    engine: 'cedar',
    request,
    decision: true,
    policies: ['daily-limit'],
    durationUs: 300,
    ...overrides,
  };
}

const gap = (
  id: ChecklistItem['id'],
  title: string,
  detail: string,
): ChecklistItem => ({ id, title, state: 'attention', detail });

/** A row of the onboarding board; without gaps it is live. */
function aBoardRow(set: string, ...gaps: ChecklistItem[]): BoardRow {
  return {
    domain: `domain:default/${set}`,
    title: `The ${set} set`,
    owner: `group:default/team-${set}`,
    stage: gaps.length ? 'needs-attention' : 'live',
    set,
    checklist: [
      { id: 'runbook', title: 'Runbook linked', state: 'done', detail: 'Yes' },
      ...gaps,
    ],
    updatedAt: '2026-11-25T10:00:00Z',
  };
}

/** The onboarding board: one set is live, three need attention. */
export const board: Board = {
  items: [
    aBoardRow('custody'),
    aBoardRow('treasury', gap('owner', 'Owner group has members', '0 members')),
    aBoardRow('staking', gap('cases', 'Cases pass', '6 of 8 cases pass')),
    aBoardRow(
      'cards',
      gap('validates', 'Policies validate', '3 errors in the newest files'),
      gap('callers', 'Every caller is declared', 'Not declared: nightly-batch'),
    ),
  ],
  total: 4,
  stages: {
    started: 0,
    validating: 0,
    piloting: 0,
    live: 1,
    'needs-attention': 3,
  },
};

export const overview: Overview = {
  counts: {
    sets: 24,
    policies: 1_164,
    cases: 310,
    failedCases: 2,
    brokenSets: 1,
    domains: 24,
    engines: 1,
    decisions24h: 200,
    leftOut24h: 1_200,
    denied24h: 50,
  },
  troubledSets: [
    aSet('cards', { health: 'broken', errorCount: 3 }),
    aSet('staking', { cases: { total: 8, passed: 6, failed: 2 } }),
  ],
  recentDecisions: [
    aDecision('d1'),
    aDecision('d2', { decision: false, caller: 'nightly-batch' }),
  ],
  registryErrors: [
    {
      source: 'estate/copy/policy-set.yaml',
      message: "two folders name the set 'kyc'",
      help: 'Rename one of them.',
    },
  ],
  refreshedAt: new Date().toISOString(),
};

export const withdrawals: PolicySetDetail = {
  ...aSet('withdrawals', {
    title: 'Withdrawals',
    description: 'Who may move customer funds off the platform.',
    health: 'broken',
    errorCount: 1,
  }),
  policies: [
    aPolicy('withdrawals', 'daily-limit', {
      title: 'Daily withdrawal limit',
      regulations: ['MiCA', 'FATF R.16'],
    }),
    aPolicy('withdrawals', 'four-eyes'),
  ],
  types: {},
  source: 'estate/sets/withdrawals',
  diagnostics: [
    {
      severity: 'error',
      source: 'cedar',
      file: 'policies/four-eyes.cedar',
      range: { startLine: 7, startColumn: 3, endLine: 7, endColumn: 9 },
      message: "attribute 'approver' is not declared",
      help: 'Declare it in schema.cedarschema.',
    },
  ],
  files: [
    { path: 'policies/four-eyes.cedar', use: 'policy' },
    { path: 'notes.txt', use: 'unused' },
  ],
  vocabulary: {
    actions: [
      {
        name: 'request',
        subjectTypes: ['user'],
        resourceTypes: ['Withdrawal'],
        context: [],
      },
    ],
    entityTypes: [],
  },
  observedConsumers: [
    {
      caller: 'component:default/withdrawal-orchestrator',
      decisions: 1_200,
      lastSeen: '2026-11-20T10:00:00Z',
    },
    {
      caller: 'nightly-batch',
      decisions: 7,
      lastSeen: '2026-11-20T10:00:00Z',
    },
    {
      caller: 'user:default/guest',
      decisions: 1,
      lastSeen: '2026-11-20T10:00:00Z',
    },
  ],
};

export const dailyLimit: PolicyDetail = {
  ...withdrawals.policies[0],
  description: 'Retail customers may withdraw at most 10,000 USD in 24 hours.',
  setTitle: 'Withdrawals',
  engine: 'cedar',
  revision: REVISION,
  sources: [
    {
      path: 'policies/daily-limit.cedar',
      content: 'permit (principal, action, resource);\n',
    },
  ],
  cases: [passedCase, failedCase],
};

const annotations = { 'policies.internal/policy-set': 'withdrawals' };

export const entities: Entity[] = [
  {
    apiVersion: 'policies.internal/v1alpha1',
    kind: 'PolicySet',
    metadata: {
      name: 'withdrawals',
      namespace: 'default',
      title: 'Withdrawals',
      annotations,
    },
    spec: { owner: 'group:default/team-withdrawals' },
    relations: [
      {
        type: 'policyConsumedBy',
        targetRef: 'component:default/withdrawal-orchestrator',
      },
      { type: 'ownedBy', targetRef: 'group:default/team-withdrawals' },
      { type: 'partOf', targetRef: 'domain:default/withdrawals' },
    ],
  },
  {
    apiVersion: 'policies.internal/v1alpha1',
    kind: 'Policy',
    metadata: {
      name: 'withdrawals.daily-limit',
      namespace: 'default',
      title: 'Daily withdrawal limit',
      annotations,
    },
    spec: { owner: 'group:default/team-withdrawals' },
    relations: [
      { type: 'policyConsumedBy', targetRef: 'component:default/app-gateway' },
      { type: 'partOf', targetRef: 'policyset:default/withdrawals' },
    ],
  },
  {
    apiVersion: 'policies.internal/v1alpha1',
    kind: 'Policy',
    metadata: { name: 'kycs.level', namespace: 'default', title: 'Level' },
    spec: { owner: 'group:default/team-kyc' },
    relations: [
      // Of a set of which a service names other policies.
      {
        type: 'policyConsumedBy',
        targetRef: 'component:default/rewards-distributor',
      },
    ],
  },
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: 'withdrawal-orchestrator',
      namespace: 'default',
      annotations: { 'policies.internal/consumes': 'withdrawals, gone' },
    },
    spec: { type: 'service', lifecycle: 'production', owner: 'team' },
    relations: [
      { type: 'consumesPolicy', targetRef: 'policyset:default/withdrawals' },
      { type: 'consumesPolicy', targetRef: 'policyset:default/gone' },
    ],
  },
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: 'app-gateway',
      namespace: 'default',
      annotations: { 'policies.internal/consumes': 'withdrawals.daily-limit' },
    },
    spec: { type: 'service', lifecycle: 'production', owner: 'team' },
  },
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: 'rewards-distributor',
      namespace: 'default',
      annotations: {
        'policies.internal/consumes':
          'withdrawals.four-eyes, withdrawals.frozen, kyc',
      },
    },
    spec: { type: 'service', lifecycle: 'production', owner: 'team' },
  },
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Domain',
    metadata: { name: 'withdrawals', namespace: 'default' },
    spec: { owner: 'team' },
  },
];

const PROPOSED = 'b'.repeat(64);

/** A change of the example set, in review. */
export const aChange: ChangeDetail = {
  id: '7',
  set: 'withdrawals',
  setTitle: 'Withdrawals',
  title: 'Raise the daily limit',
  description: 'Customers asked for it.',
  state: 'in-review',
  origin: 'playground',
  author: 'user:default/rania.khoury',
  domain: 'domain:default/withdrawals',
  owner: 'group:default/team-withdrawals',
  createdAt: '2026-11-25T10:00:00Z',
  updatedAt: '2026-11-25T10:05:00Z',
  base: 'a'.repeat(64),
  revision: PROPOSED,
  checks: { pending: 0, passed: 3, failed: 1 },
  approvals: { given: 0, needed: 1 },
  waitsFor: ['group:default/team-withdrawals'],
  shadow: false,
  setRemoved: false,
  version: 3,
  push: 1,
  activeRevision: 'a'.repeat(64),
  baseMoved: false,
  checkResults: [
    {
      name: 'validation',
      title: 'Validation',
      state: 'passed',
      blocking: true,
      summary: 'No errors and no warnings',
      log: [],
      durationMs: 81,
    },
    {
      name: 'cases',
      title: 'Cases',
      state: 'failed',
      blocking: true,
      summary: '24 of 25 cases pass',
      log: [
        "tests/limits.yaml: 'over the limit': expected denied, got allowed",
      ],
      durationMs: 1_710,
    },
    {
      name: 'native-tests',
      title: 'Native tests',
      state: 'skipped',
      blocking: true,
      log: [],
    },
    {
      name: 'impact',
      title: 'Impact on logged decisions',
      state: 'passed',
      blocking: true,
      summary: '3 of 120 logged decisions flip',
      log: [],
    },
  ],
  requirements: [
    {
      reason: 'owner',
      group: 'group:default/team-withdrawals',
      because: 'It owns the policy set.',
    },
  ],
  reviews: [],
  comments: [
    {
      id: '1',
      author: 'user:default/stefan.kovac',
      body: 'Is this agreed with risk?',
      file: 'policies/daily-limit.cedar',
      line: 24,
      revision: PROPOSED,
      createdAt: '2026-11-25T10:04:00Z',
    },
  ],
  pushes: [
    {
      number: 1,
      revision: PROPOSED,
      base: 'a'.repeat(64),
      author: 'user:default/rania.khoury',
      authors: ['user:default/rania.khoury'],
      createdAt: '2026-11-25T10:00:00Z',
    },
  ],
  blocks: [
    {
      reason: 'checks-failed',
      message: "'cases' did not pass.",
      help: 'Fix what it reports and push again, or run it again.',
    },
  ],
  impact: {
    replayed: 120,
    from: '2026-11-24T10:00:00Z',
    to: '2026-11-25T10:00:00Z',
    opened: 3,
    closed: 0,
    undecided: 0,
    byCaller: [
      {
        caller: 'component:default/withdrawal-orchestrator',
        opened: 3,
        closed: 0,
      },
    ],
    examples: [
      {
        request,
        caller: 'component:default/withdrawal-orchestrator',
        before: false,
        after: true,
        policiesBefore: ['daily-limit'],
        policiesAfter: ['own-withdrawals'],
      },
    ],
  },
  may: {
    edit: true,
    review: true,
    publish: true,
    shadow: true,
    rollBack: false,
  },
};

/** How that change differs from its base. */
export const aDifference: ChangeDifference = {
  base: 'a'.repeat(64),
  revision: PROPOSED,
  files: [
    {
      path: 'policies/daily-limit.cedar',
      status: 'changed',
      hunks: [
        {
          lines: [
            { kind: 'same', text: 'when {', before: 23, after: 23 },
            { kind: 'removed', text: '  amount > 10000', before: 24 },
            { kind: 'added', text: '  amount > 12000', after: 24 },
          ],
        },
      ],
    },
  ],
  policies: [
    {
      policy: 'daily-limit',
      title: 'Daily withdrawal limit',
      status: 'changed',
      aspects: ['rule'],
      regulations: ['MiCA'],
    },
  ],
  actions: ['request'],
  resourceTypes: ['Withdrawal'],
  cases: [
    {
      name: 'over the limit',
      status: 'flipped',
      before: { status: 'passed', decision: false, policies: ['daily-limit'] },
      after: { status: 'failed', decision: true, policies: [] },
    },
  ],
};
