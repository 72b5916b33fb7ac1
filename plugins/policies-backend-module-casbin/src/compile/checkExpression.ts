import { Util } from 'casbin';
import { addBinaryOp, parse } from '@casbin/expression-eval';
import { closeBrackets } from './closeBrackets';

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

// Casbin adds it too, but not before the first request.
addBinaryOp('in', 1, Util.customIn as never);

const MAX_LENGTH = 4_000;
const MAX_DEPTH = 100;
const REFUSED_NAMES =
  /^(__.*__|constructor|prototype|toString|valueOf|call|apply|bind)$/;
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

interface Node {
  type: string;
  name?: string;
  computed?: boolean;
  [part: string]: unknown;
}

/**
 * @param text - a matcher or the condition of a rule
 * @param roles - names of role definitions
 * @param eval - whether `eval(p.<token>)` may be called, with the tokens there are
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
  let tree: Node;
  try {
    tree = parse(
      Util.bracketCompatible(Util.escapeAssertion(closeBrackets(text))),
    ) as unknown as Node;
  } catch (error) {
    return (error as Error).message;
  }
  return problemOf(tree, options);
}

function problemOf(
  node: Node,
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
    const { name } = node.property as Node;
    if (node.computed || REFUSED_NAMES.test(name ?? '')) {
      return node.computed
        ? 'members are read by name, with a dot'
        : `'${name}' may not be read`;
    }
    return problemOf(node.object as Node, options);
  }
  for (const part of ['left', 'right', 'argument']) {
    const problem = node[part]
      ? problemOf(node[part] as Node, options)
      : undefined;
    if (problem) {
      return problem;
    }
  }
  return ((node.elements ?? []) as Node[])
    .map(element => problemOf(element, options))
    .find(Boolean);
}

function problemOfCall(
  node: Node,
  options: Parameters<typeof checkExpression>[1],
): string | undefined {
  const { type, name = '' } = node.callee as Node;
  const parts = node.arguments as Node[];
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
