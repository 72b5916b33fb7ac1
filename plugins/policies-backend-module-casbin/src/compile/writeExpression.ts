import { Kind, kindOf } from './kindOf';
import { escapeBrackets, ExpressionNode } from './parseExpression';

/*
 * Casbin's expressions are JavaScript's: `'no' && …` holds, `'3' == 3` holds, `'9' < 10` holds, and a
 * rule whose matcher gives 2 neither allows nor denies. So an expression is written anew, with a check
 * wherever a value of a request decides: what has not the kind that is wanted makes its rule an error
 * (see `ValueChecks`). Where the kind is known no check is written. The checks are members of one name,
 * as Casbin copies all functions for each rule.
 */

const ARITHMETIC = new Set([
  '-',
  '*',
  '/',
  '%',
  '&',
  '|',
  '^',
  '<<',
  '>>',
  '>>>',
]);

/** A matcher or condition as Casbin is given it; it gives true or false, or a problem is noted. */
export function writeCondition(node: ExpressionNode): string {
  return wanted('boolean', node);
}

/** Every bracket is written: Casbin gives `in` another precedence, and takes ` (a, b)` for a list. */
function write(node: ExpressionNode): string {
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string'
        ? escapeBrackets(node.raw!, node.raw!)
        : node.raw!;
    case 'Identifier':
      return node.name!;
    case 'MemberExpression':
      return `${write(node.object!)}.${node.property!.name}`;
    case 'CallExpression':
      return writeCall(node);
    case 'UnaryExpression':
      return node.operator === '!'
        ? `(!${wanted('boolean', node.argument!)})`
        : `(${node.operator}${wanted('number', node.argument!)})`;
    case 'ArrayExpression':
      return `[${node.elements!.map(write).join(',')}]`;
    case 'LogicalExpression':
      return `(${wanted('boolean', node.left!)}${node.operator}${wanted(
        'boolean',
        node.right!,
      )})`;
    default:
      return writeBinary(node);
  }
}

function writeCall(node: ExpressionNode): string {
  const name = node.callee!.name!;
  const parts = node.arguments!;
  if (name === 'has' || name === 'eval') {
    return `${name}(${parts.map(write).join(',')})`;
  }
  const texts = parts.map(part => wanted('text', part)).join(',');
  if (name === 'ipMatch') {
    return `is.addressWithin(${texts})`;
  }
  // Casbin remembers roles by 'a,b', which 'a,b' as one name gives too.
  return /^g\d*$/.test(name)
    ? `is.linked('${name}',${texts})`
    : `${name}(${texts})`;
}

function writeBinary({ left, right, operator }: ExpressionNode): string {
  const [a, b] = [write(left!), write(right!)];
  const kinds = [kindOf(left!), kindOf(right!)];
  const alike = kinds[0] === kinds[1] && !['any', 'list'].includes(kinds[0]);
  switch (operator) {
    case '==':
    case '===':
      return alike ? `(${a}==${b})` : `is.same(${a},${b})`;
    case '!=':
    case '!==':
      return alike ? `(${a}!=${b})` : `(!is.same(${a},${b}))`;
    case '<':
    case '>':
    case '<=':
    case '>=':
      return alike && kinds[0] !== 'boolean'
        ? `(${a}${operator}${b})`
        : `is.order(${a},'${operator}',${b})`;
    case 'in':
      return `is.within(${a},${b})`;
    case '+':
      return kinds.every(kind => kind === 'text')
        ? `(${a}+${b})`
        : `is.plus(${a},${b})`;
    default:
      return ARITHMETIC.has(operator!)
        ? `is.finite(${wanted('number', left!)}${operator}${wanted(
            'number',
            right!,
          )})`
        : `(${a}${operator}${b})`;
  }
}

function wanted(kind: Kind, node: ExpressionNode): string {
  return kindOf(node) === kind ? write(node) : `is.${kind}(${write(node)})`;
}
