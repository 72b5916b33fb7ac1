import {
  INEXACT_HELP,
  isExactNumber,
} from '@internal/plugin-policies-common/json';
import { Kind, kindOf } from './kindOf';
import { ExpressionNode, parseExpression } from './parseExpression';

/*
 * A matcher is an expression of JavaScript's look, evaluated by walking its tree. Through `constructor`
 * of any value it would reach the compiler of JavaScript itself, so what may stand in it is listed
 * here; everything else is refused before Casbin sees it.
 */

/** Functions a matcher may call, besides the role definitions of the model, with the number of their arguments. */
const FUNCTIONS = new Map([
  ['has', 2],
  ['keyMatch', 2],
  ['keyGet', 2],
  ['keyMatch2', 2],
  ['keyGet2', 3],
  ['keyMatch3', 2],
  ['keyMatch4', 2],
  ['keyMatch5', 2],
  ['regexMatch', 2],
  ['ipMatch', 2],
  ['globMatch', 2],
]);

const KINDS: Record<Kind, string> = {
  boolean: 'true or false',
  text: 'a text',
  number: 'a number',
  list: 'a list',
  any: 'anything',
};
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

const MAX_LENGTH = 4_000;
const MAX_DEPTH = 100;
const REFUSED_NAMES =
  /^(__.*__|constructor|prototype|toString|valueOf|call|apply|bind)$/;
const QUOTED = /'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"/g;
/** Casbin replaces these in texts too. */
const MISTAKEN = /([()\s|&,=!><+\-*/]|^)[rp]\d*\./;
const NODES = new Set([
  'Literal',
  'Identifier',
  'MemberExpression',
  'CallExpression',
  'BinaryExpression',
  'LogicalExpression',
  'UnaryExpression',
  'ArrayExpression',
]);

/**
 * @param text - a matcher or the condition of a rule
 * @param options.roles - role definitions with the number of their fields
 * @param options.policyTokens - in a matcher: tokens of rules, on which `eval` may be called
 * @returns what is wrong with it, or undefined
 */
export function checkExpression(
  text: string,
  options: {
    /** Role definitions with the number of their fields. */
    roles: Record<string, number>;
    policyTokens?: string[];
    requestTokens: string[];
  },
): string | undefined {
  if (text.length > MAX_LENGTH) {
    return `it has ${text.length} characters, more than ${MAX_LENGTH}`;
  }
  if (depthOf(text) > MAX_DEPTH) {
    return `it nests deeper than ${MAX_DEPTH} levels`;
  }
  for (const [quoted] of text.matchAll(QUOTED)) {
    if (MISTAKEN.test(quoted.slice(1, -1))) {
      return `the text ${quoted} holds what Casbin takes for a token; write it without 'r.' and 'p.'`;
    }
  }
  let tree: ExpressionNode;
  try {
    tree = parseExpression(text);
  } catch (error) {
    return (error as Error).message;
  }
  return problemOf(tree, options) ?? unlike(tree, 'boolean');
}

/** What is known to be of another kind than is wanted; attributes are looked at when a request comes. */
function unlike(
  node: ExpressionNode | undefined,
  ...kinds: Kind[]
): string | undefined {
  const kind = node ? kindOf(node) : 'any';
  return kind === 'any' || kinds.includes(kind)
    ? undefined
    : `it has ${KINDS[kind]} where ${kinds
        .map(wanted => KINDS[wanted])
        .join(' or ')} is wanted`;
}

function unlikeParts({
  type,
  operator = '',
  left,
  right,
  argument,
}: ExpressionNode): string | undefined {
  if (type === 'LogicalExpression') {
    return unlike(left, 'boolean') ?? unlike(right, 'boolean');
  }
  if (type === 'UnaryExpression') {
    return unlike(argument, operator === '!' ? 'boolean' : 'number');
  }
  if (['<', '>', '<=', '>='].includes(operator)) {
    return (
      unlike(left, 'number', 'text') ??
      unlike(right, 'number', 'text') ??
      unlikeEachOther(left!, right!)
    );
  }
  if (/^[!=]==?$/.test(operator)) {
    return unlikeEachOther(left!, right!);
  }
  if (operator === 'in') {
    return unlike(right, 'list');
  }
  return ARITHMETIC.has(operator)
    ? unlike(left, 'number') ?? unlike(right, 'number')
    : undefined;
}

function unlikeEachOther(
  left: ExpressionNode,
  right: ExpressionNode,
): string | undefined {
  const kinds = [kindOf(left), kindOf(right)];
  return kinds.includes('any') || kinds[0] === kinds[1]
    ? undefined
    : `it compares ${KINDS[kinds[0]]} with ${KINDS[kinds[1]]}`;
}

function problemOf(
  node: ExpressionNode,
  options: Parameters<typeof checkExpression>[1],
): string | undefined {
  if (!NODES.has(node.type)) {
    return `'${node.type}' is no part of an expression here`;
  }
  if (node.type === 'CallExpression') {
    return problemOfCall(node, options);
  }
  if (node.type === 'Literal') {
    return problemOfLiteral(node);
  }
  if (node.type === 'Identifier') {
    const known = [
      ...options.requestTokens.map(token => `r_${token}`),
      ...(options.policyTokens ?? []).map(token => `p_${token}`),
      'true',
      'false',
    ];
    return known.includes(node.name!)
      ? undefined
      : `'${node.name!.replace(/^([rp])_/, '$1.')}' is not defined`;
  }
  if (node.type === 'MemberExpression') {
    const { name } = node.property!;
    if (node.computed || REFUSED_NAMES.test(name ?? '')) {
      return node.computed
        ? 'members are read by name, with a dot'
        : `'${name}' may not be read`;
    }
    return problemOf(node.object!, options);
  }
  return [node.left, node.right, node.argument, ...(node.elements ?? [])]
    .map(part => part && problemOf(part, options))
    .concat(unlikeParts(node))
    .find(problem => problem !== undefined);
}

function problemOfLiteral({ value, raw }: ExpressionNode): string | undefined {
  if (value === null) {
    return "'null' is no value here: what is null counts as absent; ask with has(r.ctx, 'mfa')";
  }
  return typeof value === 'number' && !isExactNumber(raw!)
    ? `the number ${raw} cannot be read exactly. ${INEXACT_HELP}`
    : undefined;
}

function problemOfCall(
  node: ExpressionNode,
  options: Parameters<typeof checkExpression>[1],
): string | undefined {
  const { type, name = '' } = node.callee!;
  const parts = node.arguments!;
  if (type !== 'Identifier') {
    return 'only functions can be called, not members of values';
  }
  if (name === 'eval') {
    const [part] = parts;
    const token = part?.name?.replace(/^p_/, '');
    return parts.length === 1 &&
      token !== undefined &&
      options.policyTokens?.includes(token)
      ? undefined
      : "'eval' takes one token of the policy definition, such as p.cond";
  }
  const count =
    FUNCTIONS.get(name) ??
    (Object.hasOwn(options.roles, name) ? options.roles[name] : undefined);
  if (count === undefined) {
    return `there is no function '${name}'`;
  }
  if (name === 'has') {
    return parts.length === 2 && parts[1].type === 'Literal'
      ? problemOf(parts[0], options)
      : `'has' takes an object and the name of an attribute, such as has(r.ctx, 'mfa')`;
  }
  return (
    parts
      .map(part => problemOf(part, options) ?? unlike(part, 'text'))
      .find(Boolean) ??
    (parts.length === count
      ? undefined
      : `'${name}' takes ${count} values, not ${parts.length}`)
  );
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const c of text) {
    if (c === '(' || c === '[') {
      deepest = Math.max(deepest, ++depth);
    } else if (c === ')' || c === ']') {
      depth--;
    }
  }
  return deepest;
}
