import { isExactNumber } from '@internal/plugin-policies-common/json';
import { ExpressionNode, parseExpression } from './parseExpression';

/** By column, such as `p_max`: whether the matcher compares it, reckons with it, or both. */
export type NumberUses = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * True for text that the matcher takes for a number, but not for this one. A whole number that is only
 * asked whether it is the same stays a text, so that names may be as long as they like.
 */
export function isRounded(
  value: string,
  uses: ReadonlySet<string> | undefined,
): boolean {
  return (
    uses !== undefined &&
    /^[-+]?\d*\.?\d+(?:e[-+]?\d+)?$/i.test(value) &&
    !isExactNumber(value) &&
    (uses.has('reckoned') || !/^[-+]?\d+$/.test(value))
  );
}

/** How the matcher uses columns as numbers. */
export function numberUses(matcher: string): NumberUses {
  const uses = new Map<string, Set<string>>();
  const queue: ExpressionNode[] = [parseExpression(matcher)];
  for (const node of queue) {
    const { left, right, argument, arguments: parts = [], operator } = node;
    for (const side of [left, right, argument]) {
      if (side?.type === 'Identifier' && side.name?.startsWith('p_')) {
        const use = ['==', '===', '!=', '!=='].includes(operator ?? '')
          ? 'compared'
          : 'reckoned';
        uses.set(side.name, (uses.get(side.name) ?? new Set()).add(use));
      }
    }
    queue.push(
      ...[left, right, argument, ...parts, ...(node.elements ?? [])].filter(
        (part): part is ExpressionNode => part !== undefined,
      ),
    );
  }
  return uses;
}
