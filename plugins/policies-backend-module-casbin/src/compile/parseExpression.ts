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

/** Takes the space before brackets that are no list, outside of quotes: `in ('a', 'b')` is one. */
function closeBrackets(expression: string): string {
  return expression.replace(
    /('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")|(\bin)?\s+(\(|eval\()/g,
    (whole, quoted, listed) =>
      quoted === undefined && listed === undefined
        ? whole.trimStart()
        : escapeBrackets(whole, quoted),
  );
}

/** A bracket in a text is none of the expression: Casbin looks for lists in texts too. */
export function escapeBrackets(whole: string, quoted?: string): string {
  return quoted === undefined
    ? whole
    : quoted.replace(/\\.|\(/g, found => (found === '(' ? '\\(' : found));
}
