import { ExpressionNode, parseExpression } from './parseExpression';

/*
 * A matcher is an expression of JavaScript's look, evaluated by walking its tree. Through `constructor`
 * of any value it would reach the compiler of JavaScript itself, so what may stand in it is listed
 * here; everything else is refused before Casbin sees it.
 */

/** Functions a matcher may call, besides the role definitions of the model. */
export const FUNCTIONS = [
  'has',
  'keyMatch',
  'keyGet',
  'keyMatch2',
  'keyGet2',
  'keyMatch3',
  'keyMatch4',
  'keyMatch5',
  'regexMatch',
  'ipMatch',
  'globMatch',
];

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
 * @param roles - names of role definitions
 * @param policyTokens - in a matcher: tokens of rules, on which `eval` may be called
 * @returns what is wrong with it, or undefined
 */
export function checkExpression(
  text: string,
  options: {
    roles: string[];
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
  return problemOf(tree, options);
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
    .find(problem => problem !== undefined);
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
  if (![...FUNCTIONS, ...options.roles].includes(name)) {
    return `there is no function '${name}'`;
  }
  if (name === 'has') {
    return parts.length === 2 && parts[1].type === 'Literal'
      ? problemOf(parts[0], options)
      : `'has' takes an object and the name of an attribute, such as has(r.ctx, 'mfa')`;
  }
  return parts.map(part => problemOf(part, options)).find(Boolean);
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
