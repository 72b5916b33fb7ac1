import type { PolicyJson, TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';

/*
 * Entity slicing: which data a statement can read is known from its text. Every chain of attribute
 * accesses starts at a variable or at a named entity; the chains, and where ancestors or tags are
 * asked for, are all that must be sent with a request. What cannot be followed (an attribute of an
 * `if` or of a tag) makes the statement read everything reachable.
 */

/** Data a statement reads: a chain of attributes from a root. */
export interface AccessPath {
  root: 'principal' | 'action' | 'resource' | 'context' | TypeAndId;
  attributes: string[];
  /** The entity at the end is needed for its ancestors or tags, not only as a value. */
  entity: boolean;
}

/** What a statement reads, or `everything` when it cannot be told. */
export type Access = AccessPath[] | 'everything';

type Chain = Pick<AccessPath, 'root' | 'attributes'>;
type Node = Record<string, any>;

class UnfollowableError extends Error {}

/** Reads from a syntax tree which data it can read. */
export function readAccess(json: PolicyJson): Access {
  const paths: AccessPath[] = [];
  for (const variable of ['principal', 'resource'] as const) {
    const scope = json[variable];
    if (scope.op === 'in' || (scope.op === 'is' && scope.in)) {
      paths.push({ root: variable, attributes: [], entity: true });
    }
  }
  try {
    for (const { body } of json.conditions) {
      follow(body as Node, paths);
    }
  } catch (error) {
    if (error instanceof UnfollowableError) {
      return 'everything';
    }
    throw error;
  }
  return paths;
}

/** Records what an expression reads; returns the chain it stands for, if it is one. */
function follow(node: unknown, paths: AccessPath[]): Chain | undefined {
  if (Array.isArray(node)) {
    node.forEach(item => follow(item, paths));
    return undefined;
  }
  if (!node || typeof node !== 'object') {
    return undefined;
  }
  const expression = node as Node;
  if ('Var' in expression) {
    return { root: expression.Var, attributes: [] };
  }
  if ('Value' in expression) {
    const uid = expression.Value?.__entity as TypeAndId | undefined;
    return uid && { root: uid, attributes: [] };
  }
  if ('.' in expression) {
    const chain = demand(expression['.'].left, paths);
    const longer = {
      root: chain.root,
      attributes: [...chain.attributes, expression['.'].attr],
    };
    paths.push({ ...longer, entity: false });
    return longer;
  }
  if ('has' in expression) {
    const { left, attr } = expression.has;
    const chain = demand(left, paths);
    paths.push({
      root: chain.root,
      attributes: [...chain.attributes, ...[attr].flat()],
      entity: false,
    });
    return undefined;
  }
  for (const operator of ['in', 'is', 'hasTag', 'getTag']) {
    const operands = expression[operator];
    if (operands && 'left' in operands) {
      if (operator !== 'is' || operands.in) {
        paths.push({ ...demand(operands.left, paths), entity: true });
      } else {
        follow(operands.left, paths);
      }
      follow(operands.right ?? operands.in, paths);
      return undefined;
    }
  }
  Object.values(expression).forEach(item => follow(item, paths));
  return undefined;
}

function demand(node: unknown, paths: AccessPath[]): Chain {
  const chain = follow(node, paths);
  if (!chain) {
    throw new UnfollowableError();
  }
  return chain;
}
