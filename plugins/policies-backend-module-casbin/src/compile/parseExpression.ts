import { Util } from 'casbin';
import { addBinaryOp, parse } from '@casbin/expression-eval';

/** Binds as a comparison does. Casbin has it bind like `||`, so that `a in b && c` is `a in (b && c)`. */
const IN_PRECEDENCE = 7;

/** A node of an expression's tree. */
export interface ExpressionNode {
  type: string;
  name?: string;
  raw?: string;
  value?: unknown;
  operator?: string;
  computed?: boolean;
  left?: ExpressionNode;
  right?: ExpressionNode;
  argument?: ExpressionNode;
  object?: ExpressionNode;
  property?: ExpressionNode;
  callee?: ExpressionNode;
  arguments?: ExpressionNode[];
  elements?: ExpressionNode[];
}

/**
 * Parses a matcher or a condition; `r.sub` becomes the name `r_sub`, as in Casbin.
 *
 * @throws Error with the parser's message
 */
export function parseExpression(text: string): ExpressionNode {
  addBinaryOp('in', IN_PRECEDENCE, Util.customIn as never);
  return parse(
    Util.bracketCompatible(Util.escapeAssertion(closeBrackets(text))),
  ) as unknown as ExpressionNode;
}

/**
 * An expression with every bracket written, which Casbin reads as it was meant: it gives `in` another
 * precedence, and takes a bracket with a comma behind a space for a list.
 */
export function writeExpression(node: ExpressionNode): string {
  switch (node.type) {
    case 'Literal':
      return node.raw!;
    case 'Identifier':
      return node.name!;
    case 'MemberExpression':
      return `${writeExpression(node.object!)}.${node.property!.name}`;
    case 'CallExpression':
      return `${node.callee!.name}(${node
        .arguments!.map(writeExpression)
        .join(',')})`;
    case 'UnaryExpression':
      return `(${node.operator}${writeExpression(node.argument!)})`;
    case 'ArrayExpression':
      return `[${node.elements!.map(writeExpression).join(',')}]`;
    default: {
      const space = node.operator === 'in' ? ' ' : '';
      return `(${writeExpression(node.left!)}${space}${
        node.operator
      }${space}${writeExpression(node.right!)})`;
    }
  }
}

/** Takes the space before brackets that are no list, outside of quotes: `in ('a', 'b')` is one. */
function closeBrackets(expression: string): string {
  return expression.replace(
    /('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")|(\bin)?\s+(\(|eval\()/g,
    (whole, quoted, listed) =>
      quoted !== undefined || listed !== undefined ? whole : whole.trimStart(),
  );
}
