import {
  EvaluationRequest,
  SearchRequest,
} from '@internal/plugin-policies-common';

/*
 * The certification scenario of the OpenID AuthZEN Authorization API 1.0, as `conformance/README.md`
 * tells it. Written once: for drivers (`describeEngine`) and for the HTTP API.
 */

/** Level of the certification an expectation belongs to. */
export type ScenarioLevel = 'Core' | 'Properties';

/** A request of the scenario with its decision. */
export interface ScenarioEvaluation {
  level: ScenarioLevel;
  name: string;
  request: EvaluationRequest;
  decision: boolean;
  /** Policy that allows it. */
  policy?: string;
}

/** A search of the scenario with what it must and must not find. */
export interface ScenarioSearch {
  level: ScenarioLevel;
  name: string;
  request: SearchRequest;
  includes: string[];
  excludes: string[];
}

type Properties = Record<string, unknown>;

const user = (id: string, properties?: Properties) => ({
  type: 'user',
  id,
  ...(properties && { properties }),
});
const record = (id: string, properties?: Properties) => ({
  type: 'record',
  id,
  ...(properties && { properties }),
});
const action = (name: string, properties?: Properties) => ({
  name,
  ...(properties && { properties }),
});

function evaluation(
  level: ScenarioLevel,
  subject: EvaluationRequest['subject'],
  act: EvaluationRequest['action'],
  resource: EvaluationRequest['resource'],
  decision: boolean,
  policy?: string,
): ScenarioEvaluation {
  const text = (part: { properties?: Properties }, name: string) =>
    part.properties ? `${name} ${JSON.stringify(part.properties)}` : name;
  return {
    level,
    name: [
      text(subject, subject.id),
      decision ? 'may' : 'may not',
      text(act, act.name),
      text(resource, resource.id),
    ].join(' '),
    request: { subject, action: act, resource },
    decision,
    policy,
  };
}

/** Evaluations of the scenario. */
export const SCENARIO_EVALUATIONS: ScenarioEvaluation[] = [
  evaluation(
    'Core',
    user('alice'),
    action('read'),
    record('record-1'),
    true,
    'readers',
  ),
  evaluation(
    'Core',
    user('alice'),
    action('write'),
    record('record-1'),
    true,
    'writers',
  ),
  evaluation(
    'Core',
    user('bob'),
    action('read'),
    record('record-1'),
    true,
    'readers',
  ),
  evaluation('Core', user('bob'), action('write'), record('record-1'), false),
  evaluation('Core', user('alice'), action('write'), record('record-2'), false),
  evaluation(
    'Core',
    user('bob'),
    action('write'),
    record('record-2'),
    true,
    'archivists',
  ),
  evaluation(
    'Core',
    user('mallory'),
    action('read'),
    record('record-1'),
    false,
  ),
  evaluation(
    'Properties',
    user('alice', { role: 'admin' }),
    action('write'),
    record('record-2'),
    true,
    'archivists',
  ),
  evaluation(
    'Properties',
    user('bob', { role: 'clerk' }),
    action('write'),
    record('record-2'),
    false,
  ),
  evaluation(
    'Properties',
    user('alice'),
    action('write'),
    record('record-1', { status: 'archived' }),
    false,
  ),
  evaluation(
    'Properties',
    user('alice'),
    action('write'),
    record('record-2', { status: 'active' }),
    true,
    'writers',
  ),
  evaluation(
    'Properties',
    user('alice'),
    action('delete', { soft: true }),
    record('record-1'),
    true,
    'soft-delete',
  ),
  evaluation(
    'Properties',
    user('alice'),
    action('delete', { soft: false }),
    record('record-1'),
    false,
  ),
  evaluation(
    'Properties',
    user('alice'),
    action('delete'),
    record('record-1'),
    false,
  ),
  evaluation(
    'Properties',
    user('bob', { role: 'admin' }),
    action('delete', { soft: true }),
    record('record-1'),
    false,
  ),
];

/** Searches of the scenario. */
export const SCENARIO_SEARCHES: ScenarioSearch[] = [
  {
    level: 'Core',
    name: 'who may read record-1',
    request: {
      kind: 'subject',
      subject: { type: 'user' },
      action: action('read'),
      resource: record('record-1'),
    },
    includes: ['alice', 'bob'],
    excludes: ['mallory'],
  },
  {
    level: 'Core',
    name: 'what alice may read',
    request: {
      kind: 'resource',
      subject: user('alice'),
      action: action('read'),
      resource: { type: 'record' },
    },
    includes: ['record-1', 'record-2'],
    excludes: [],
  },
  {
    level: 'Core',
    name: 'what alice may do with record-1',
    request: {
      kind: 'action',
      subject: user('alice'),
      resource: record('record-1'),
    },
    includes: ['read', 'write'],
    excludes: ['delete'],
  },
  {
    level: 'Core',
    name: 'what somebody unknown may read',
    request: {
      kind: 'resource',
      subject: user('mallory'),
      action: action('read'),
      resource: { type: 'record' },
    },
    includes: [],
    excludes: ['record-1', 'record-2'],
  },
  {
    level: 'Core',
    name: 'who may read a record that nobody knows',
    request: {
      kind: 'subject',
      subject: { type: 'user' },
      action: action('read'),
      resource: record('record-999'),
    },
    includes: [],
    excludes: ['alice', 'bob'],
  },
  {
    level: 'Properties',
    name: 'who may write the archived record-2',
    request: {
      kind: 'subject',
      subject: { type: 'user' },
      action: action('write'),
      resource: record('record-2'),
    },
    includes: ['bob'],
    excludes: ['alice'],
  },
  {
    level: 'Properties',
    name: 'what an admin may write',
    request: {
      kind: 'resource',
      subject: user('bob', { role: 'admin' }),
      action: action('write'),
      resource: { type: 'record' },
    },
    includes: ['record-2'],
    excludes: ['record-1'],
  },
  {
    level: 'Properties',
    name: 'what an admin may do with record-2',
    request: {
      kind: 'action',
      subject: user('bob', { role: 'admin' }),
      resource: record('record-2'),
    },
    includes: ['read', 'write'],
    excludes: ['delete'],
  },
];
