import { isDeepStrictEqual } from 'util';
import {
  EvaluationRequest,
  PolicyCase,
} from '@internal/plugin-policies-common';
import { EngineDecision } from '@internal/plugin-policies-node';
import { Candidate } from './candidatesOf';
import { EXAMPLE_ID } from './valuesFor';

const MOST_NAME = 120;

/** An answer that is one. */
export type Decided = Exclude<EngineDecision, { outcome: 'error' }>;

/** Cases that expect what was decided; each name, which says who may do what, stands once. */
export function writeCases(
  decided: Array<Candidate & { decision: Decided }>,
): PolicyCase[] {
  const used = new Map<string, number>();
  return decided.map(({ request, near, decision }) => {
    const allowed = decision.outcome === 'allow';
    const name = nameOf(request, allowed, near?.request);
    const count = (used.get(name) ?? 0) + 1;
    used.set(name, count);
    return {
      name: count > 1 ? `${name} (${count})` : name,
      request,
      expect: {
        decision: allowed,
        ...(decision.policies.length ? { policies: decision.policies } : {}),
      },
    };
  });
}

/** Of a near miss the name tells only what differs. */
function nameOf(
  request: EvaluationRequest,
  allowed: boolean,
  near?: EvaluationRequest,
): string {
  const { subject, action, resource } = request;
  const before = near && attributesIn(near);
  const attributes = Object.entries(attributesIn(request))
    .filter(([name, value]) => !isDeepStrictEqual(value, before?.[name]))
    .map(([name, value]) => `${name} ${textOf(value)}`);
  const entity = ({ type, id }: typeof subject) =>
    id === EXAMPLE_ID ? type : id;
  const who = `${entity(subject)} ${allowed ? 'may' : 'may not'} ${
    action.name
  } ${entity(resource)}`;
  const name = attributes.length ? `${who}: ${attributes.join(', ')}` : who;
  return name.length > MOST_NAME ? `${name.slice(0, MOST_NAME - 2)} …` : name;
}

function attributesIn({
  subject,
  resource,
  context = {},
}: EvaluationRequest): Record<string, unknown> {
  return {
    ...prefixed('', subject.properties),
    ...prefixed(`${resource.type}.`, resource.properties),
    ...context,
  };
}

function prefixed(
  prefix: string,
  properties: Record<string, unknown> = {},
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      `${prefix}${name}`,
      value,
    ]),
  );
}

/** A value in a few words: references to entities by their ids. */
function textOf(value: unknown): string {
  const { __entity, ...plain } = (value ?? {}) as Record<string, unknown>;
  const { type, id, ...more } = (__entity ?? plain) as Record<string, unknown>;
  return typeof type === 'string' &&
    typeof id === 'string' &&
    !Object.keys(more).length
    ? id
    : JSON.stringify(value);
}
