import { Rule } from '../files/readRules';
import type { Edition } from './editionOf';

/** An output of a rule in an answer of Cerbos, before it is believed. */
export interface RuleOutput {
  src?: unknown;
  val?: unknown;
  error?: unknown;
}

/** A rule whose condition gave neither true nor false. */
export interface RuleProblem {
  rule?: Rule;
  message: string;
}

/** Given by the twin of a rule whose derived role has a condition that is neither true nor false. */
export const OF_DERIVED_ROLE = 'policy-portal:derived-role';

/** What is not there: to Cerbos a condition about it does not hold. */
const ABSENT = /^no such key\b/;

/** What a rule puts into the answer when it holds. */
export function outputOf(version: string, rule: number): string {
  return `${version}:${rule}`;
}

/** The rules that hold, by the outputs of an answer. */
export function rulesThatHold(
  { version, rules }: Edition,
  outputs: RuleOutput[],
): Rule[] {
  return outputs.flatMap(({ val }) => rules[ruleOf(version, val) ?? -1] ?? []);
}

/** Rules that do not hold because their condition cannot be worked out, or is no condition. */
export function problemsOf(
  { version, rules }: Edition,
  outputs: RuleOutput[],
): RuleProblem[] {
  return outputs.flatMap(({ src, val, error }): RuleProblem[] => {
    if (typeof error === 'string') {
      const at = /-(\d+)$/.exec(String(src))?.[1];
      return ABSENT.test(error)
        ? []
        : [
            {
              rule: rules[Number(at ?? -1)],
              message: `its condition cannot be worked out: ${error.slice(
                0,
                200,
              )}`,
            },
          ];
    }
    if (!Array.isArray(val) || typeof val[1] === 'boolean') {
      return [];
    }
    const rule = rules[ruleOf(version, val[0]) ?? -1];
    return [
      {
        rule,
        message: `the condition of ${
          val[1] === OF_DERIVED_ROLE ? 'its derived role' : 'the rule'
        } gives neither true nor false`,
      },
    ];
  });
}

/** The rule an output names, if it is one of this version. */
function ruleOf(version: string, output: unknown): number | undefined {
  const [of, rule] = typeof output === 'string' ? output.split(':') : [];
  return of === version && /^\d+$/.test(rule ?? '') ? Number(rule) : undefined;
}
