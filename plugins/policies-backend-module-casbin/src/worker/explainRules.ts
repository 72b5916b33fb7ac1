import { NotAppliedPolicy } from '@internal/plugin-policies-common';
import { placeOf } from '@internal/plugin-policies-node/worker';
import { CasbinArtifact, Rule } from '../compile/artifact';
import { ABSENT } from './AttributeReads';
import type { RequestValues } from './ServedSet';
import { splitClauses } from './splitClauses';

/*
 * Why a rule did not apply: the matcher, with the conditions of the rule in the place of `eval(…)`, is
 * split at its top-level `&&`, and each clause is evaluated by itself. A rule is told of when the clauses
 * that compare its action with that of the request hold: it is about what was asked.
 */

/** What people call the tokens of a request. */
const NAMES: Record<string, string> = {
  sub: 'subject',
  obj: 'resource',
  act: 'action',
  ctx: 'context',
};

/** Rules that decided, and those that were about the request but did not hold. */
export function explainRules(options: {
  artifact: CasbinArtifact;
  rules: Rule[];
  determining: Rule[];
  values: RequestValues;
  evaluate(clause: string, rule: Rule): boolean;
}) {
  const { artifact, rules, determining, values, evaluate } = options;
  const notApplied = rules
    .filter(rule => !determining.includes(rule))
    .flatMap((rule): NotAppliedPolicy[] => {
      const clauses = clausesOf(artifact, rule);
      const failed = clauses.filter(clause => !evaluate(clause, rule));
      const aboutAnother = failed.some(clause => /\br\.act\b/.test(clause));
      return failed.length && !aboutAnother
        ? [
            {
              ...placeOf(rule),
              failedClauses: failed.map(clause => ({
                text: withValues(clause, artifact, rule),
                values: valuesRead(clause, values),
              })),
            },
          ]
        : [];
    });
  return { determining: determining.map(placeOf), notApplied };
}

function clausesOf(
  { matcher, policyTokens }: CasbinArtifact,
  rule: Rule,
): string[] {
  return splitClauses(matcher).flatMap(clause => {
    const token = /^eval\(\s*p\.(\w+)\s*\)$/.exec(clause)?.[1];
    return token === undefined
      ? [clause]
      : splitClauses(rule.values[policyTokens.indexOf(token)]);
  });
}

/** The clause with what the rule says in the place of its tokens. */
function withValues(
  clause: string,
  { policyTokens }: CasbinArtifact,
  rule: Rule,
): string {
  return clause.replace(/\bp\.(\w+)/g, (whole, token) => {
    const value = rule.values[policyTokens.indexOf(token)];
    return value === undefined ? whole : `'${value}'`;
  });
}

function valuesRead(clause: string, values: RequestValues) {
  const paths = new Set(
    [...clause.matchAll(/\br\.(\w+(?:\.\w+)*)/g)].map(([, path]) => path),
  );
  return [...paths].map(path => {
    const [token, ...members] = path.split('.');
    let value: unknown = values[token];
    for (const member of members) {
      value =
        typeof value === 'object' && value !== null && member in value
          ? (value as Record<string, unknown>)[member]
          : null;
    }
    return {
      path: path.replace(/^\w+/, name => NAMES[name] ?? name),
      // What stands for a value that is not there cannot leave the thread.
      value:
        value === ABSENT || (typeof value === 'object' && !Array.isArray(value))
          ? null
          : value,
    };
  });
}
