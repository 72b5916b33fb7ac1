import { ExpressionNode } from './parseExpression';

/** What the value of an expression is, as far as it can be told before a request comes. */
export type Kind = 'boolean' | 'text' | 'number' | 'list' | 'any';

const COMPARISONS = new Set([
  '==',
  '!=',
  '===',
  '!==',
  '<',
  '>',
  '<=',
  '>=',
  'in',
]);

/** Kind of an expression; attributes of a request can be anything. */
export function kindOf(node: ExpressionNode): Kind {
  switch (node.type) {
    case 'Literal':
      return kindOfValue(node.value);
    case 'Identifier':
      return node.name!.startsWith('p_') ? 'text' : 'any';
    case 'CallExpression':
      return /^keyGet/.test(node.callee!.name ?? '') ? 'text' : 'boolean';
    case 'LogicalExpression':
      return 'boolean';
    case 'UnaryExpression':
      return node.operator === '!' ? 'boolean' : 'number';
    case 'ArrayExpression':
      return 'list';
    case 'BinaryExpression':
      if (COMPARISONS.has(node.operator!)) {
        return 'boolean';
      }
      return node.operator === '+' ? kindOfSum(node) : 'number';
    default:
      return 'any';
  }
}

/** Kind of a value. */
export function kindOfValue(value: unknown): Kind {
  switch (typeof value) {
    case 'string':
      return 'text';
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    default:
      return Array.isArray(value) ? 'list' : 'any';
  }
}

function kindOfSum({ left, right }: ExpressionNode): Kind {
  const kinds = [kindOf(left!), kindOf(right!)];
  if (kinds.includes('text')) {
    return 'text';
  }
  return kinds.every(kind => kind === 'number') ? 'number' : 'any';
}
