/*
 * A starter says in an engine-neutral form what it decides, and is written out in the language of each
 * engine: the files of a template can then only differ in wording, and its cases, which are the same
 * everywhere, prove that they do not differ in meaning.
 */

/** Type of an attribute. `subject` and `subjects` hold ids of subjects. */
export type AttributeKind =
  | 'string'
  | 'number'
  | 'boolean'
  | 'strings'
  | 'subject'
  | 'subjects';

export type Attributes = Record<string, AttributeKind>;
/** Whole numbers only: Cedar has no others that compare. */
export type AttributeValue = string | number | boolean | string[];
export type AttributeValues = Record<string, AttributeValue>;

/** Something a condition compares. */
export type Term =
  | { kind: 'attribute'; of: 'subject' | 'resource' | 'context'; name: string }
  /** Whoever asks. */
  | { kind: 'self' }
  | { kind: 'value'; value: string | number | boolean }
  | { kind: 'values'; values: string[] };

export type Operator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in';

/** A comparison; `in` asks whether the left is an element of the right. */
export interface Condition {
  left: Term;
  operator: Operator;
  right: Term;
}

type Conditions = [Condition, ...Condition[]];

/** Applies to its actions when all of its conditions, at least one, hold. A forbid wins over any permit. */
export interface StarterRule {
  effect: 'permit' | 'forbid';
  actions: string[];
  when: Conditions;
}

/** A policy applies when any of its rules does. */
export interface StarterPolicy {
  name: string;
  title: string;
  description: string;
  rules: StarterRule[];
}

export interface StarterCase {
  name: string;
  /** Ids of stored examples. */
  subject: string;
  resource: string;
  action: string;
  context?: AttributeValues;
  allowed: boolean;
  /** Determining policies. */
  policies?: string[];
}

/** A starter policy set in an engine-neutral form. */
export interface StarterTemplate {
  name: string;
  title: string;
  description: string;
  subjectType: string;
  resourceType: string;
  subject: Attributes;
  resource: Attributes;
  /** Actions with the context each of them needs; every request sends all of it. */
  actions: Record<string, Attributes>;
  policies: StarterPolicy[];
  examples: {
    subjects: Record<string, AttributeValues>;
    resources: Record<string, AttributeValues>;
  };
  cases: StarterCase[];
}

const ATTRIBUTE = /^(subject|resource|context)\.(\w+)$/;

function term(text: string | number | boolean | string[]): Term {
  if (Array.isArray(text)) {
    return { kind: 'values', values: text };
  }
  if (typeof text !== 'string') {
    return { kind: 'value', value: text };
  }
  if (text === 'subject') {
    return { kind: 'self' };
  }
  const attribute = ATTRIBUTE.exec(text);
  return attribute
    ? {
        kind: 'attribute',
        of: attribute[1] as 'subject' | 'resource' | 'context',
        name: attribute[2],
      }
    : { kind: 'value', value: text };
}

/**
 * Writes down a comparison. `subject` is whoever asks, `subject.x`, `resource.x` and `context.x` are
 * attributes, anything else is a value.
 */
export function when(
  left: string | number | boolean,
  operator: Operator,
  right: string | number | boolean | string[],
): Condition {
  return { left: term(left), operator, right: term(right) };
}

/** A rule that allows. */
export function permit(actions: string[], ...conditions: Conditions) {
  return { effect: 'permit' as const, actions, when: conditions };
}

/** A rule that denies, whatever others allow. */
export function forbid(actions: string[], ...conditions: Conditions) {
  return { effect: 'forbid' as const, actions, when: conditions };
}
