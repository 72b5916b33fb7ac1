import { NotAppliedPolicy } from '@internal/plugin-policies-common';
import { CheckPrincipal, CheckResource } from '../decide/checkRequest';
import { Rule } from '../files/readRules';
import { TraceBatch, TraceComponent, TraceEvent } from './testResults';
import { valuesOf } from './valuesOf';

/** A step of an evaluation with its place, outermost first. */
export interface TraceStep {
  place: TraceComponent[];
  event: TraceEvent;
}

/** Puts the components of a trace where the steps name them. */
export function stepsOf({ definitions, entries }: TraceBatch): TraceStep[] {
  return (entries ?? []).map(({ componentIndices, event }) => ({
    place: (componentIndices ?? []).map(index => definitions?.[index] ?? {}),
    event: event ?? {},
  }));
}

/**
 * Rules that were looked at and did not hold, with the expressions that were in the way.
 *
 * @param ruleNamed - the rule of a name in the trace
 */
export function notAppliedOf(
  steps: TraceStep[],
  ruleNamed: (name: unknown) => Rule | undefined,
  asked: { principal: CheckPrincipal; resource: CheckResource },
): NotAppliedPolicy[] {
  return steps.flatMap(({ place, event }) => {
    const last = place.at(-1);
    const rule =
      last?.kind === 'KIND_RULE' && event.status === 'STATUS_SKIPPED'
        ? ruleNamed(last.rule)
        : undefined;
    if (!rule) {
      return [];
    }
    const lacksRole = /derived role/.test(event.message ?? '');
    const inTheWay = steps.filter(
      step =>
        isInTheWay(step) &&
        step.place.some(
          ({ kind, ...component }) =>
            (kind === 'KIND_RULE' && component.rule === last!.rule) ||
            (lacksRole &&
              kind === 'KIND_DERIVED_ROLE' &&
              rule.derivedRoles.includes(String(component.derivedRole))),
        ),
    );
    const clauses = inTheWay.map(step => String(step.place.at(-1)?.expr));
    const { policy, title, effect, file, range } = rule;
    return [
      {
        policy,
        title,
        effect,
        file,
        range,
        failedClauses: [
          ...new Set(
            clauses.length ? clauses : [event.message ?? 'does not apply'],
          ),
        ].map(text => ({ text, values: valuesOf(text, asked) })),
      },
    ];
  });
}

/** An expression that is false or in error; below `none`, one that is true. */
function isInTheWay({ place, event }: TraceStep): boolean {
  if (place.at(-1)?.kind !== 'KIND_EXPR') {
    return false;
  }
  const negated =
    place.filter(({ kind }) => kind === 'KIND_CONDITION_NONE').length % 2 === 1;
  return Boolean(event.error) || event.result === negated;
}
