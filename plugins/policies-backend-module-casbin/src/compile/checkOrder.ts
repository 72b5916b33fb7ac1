import { Diagnostic } from '@internal/plugin-policies-common';
import { Rule } from './artifact';
import { problem } from './problem';
import { CasbinModel } from './readModel';

/**
 * Finds rules of different files where the first that matches decides, and no priority says which is first:
 * nobody means the names of files to.
 */
export function checkOrder(
  { effect, policyTokens }: Pick<CasbinModel, 'effect' | 'policyTokens'>,
  rules: Rule[],
): Diagnostic[] {
  if (!effect.startsWith('priority')) {
    return [];
  }
  const column = policyTokens.indexOf('priority');
  const groups = new Map<number | undefined, Rule[]>();
  for (const rule of rules) {
    const priority = column < 0 ? undefined : Number(rule.values[column]);
    const group = groups.get(priority) ?? [];
    group.push(rule);
    groups.set(priority, group);
  }
  return [...groups].flatMap(([priority, group]) => {
    const [first] = group;
    const other = group.find(({ file }) => file !== first.file);
    return other?.file !== undefined &&
      // Among rules of the same effect the order does not matter.
      group.some(rule => rule.effect !== first.effect)
      ? [
          problem(
            other.file,
            other.range?.startLine,
            `'${first.file}' and '${
              other.file
            }' hold rules that allow and rules that deny${
              priority === undefined ? '' : ` with priority ${priority}`
            }, and nothing says which come first`,
            priority === undefined
              ? "Begin the definition in [policy_definition] with 'priority' and each rule with a number, or keep all rules in one file."
              : 'Give rules that allow another priority than rules that deny, or keep them in one file.',
          ),
        ]
      : [];
  });
}
