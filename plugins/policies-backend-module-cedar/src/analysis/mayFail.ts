import type { PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';

/*
 * What a statement that Cedar validated strictly can fail by is arithmetic that overflows, of numbers and
 * of times. Everything else is either sure by its types or not known here, and then counts as able to fail.
 */
const SURE = new Set([
  ...['Value', 'Var', 'Set', 'Record', 'if-then-else'],
  ...['!', '==', '!=', 'in', '<', '<=', '>', '>=', '&&', '||', 'is', 'like'],
  ...['.', 'has', 'hasTag', 'getTag'],
  ...['contains', 'containsAll', 'containsAny', 'isEmpty'],
  ...['ip', 'decimal', 'datetime', 'duration'],
  ...['isIpv4', 'isIpv6', 'isLoopback', 'isMulticast', 'isInRange'],
  ...['lessThan', 'lessThanOrEqual', 'greaterThan', 'greaterThanOrEqual'],
  ...['toMilliseconds', 'toSeconds', 'toMinutes', 'toHours', 'toDays'],
]);

/** False where a statement that fits its schema gives no error, whatever the request is. */
export function mayFail({ conditions }: PolicyJson): boolean {
  return conditions.some(({ body }) => expressionMayFail(body));
}

function expressionMayFail(node: unknown): boolean {
  if (Array.isArray(node)) {
    return node.some(expressionMayFail);
  }
  if (typeof node !== 'object' || node === null) {
    return false;
  }
  return Object.entries(node).some(([operator, operands]) => {
    if (operator === 'Value') {
      return false;
    }
    if (!SURE.has(operator)) {
      return true;
    }
    if (operator === 'Record') {
      return Object.values(operands as object).some(expressionMayFail);
    }
    return Array.isArray(operands)
      ? expressionMayFail(operands)
      : typeof operands === 'object' &&
          operands !== null &&
          Object.values(operands).some(expressionMayFail);
  });
}
