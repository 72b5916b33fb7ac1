import type { PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';

/** Whether a statement asks which entity a variable is, and not only what it is like. */
export interface Identity {
  principal: boolean;
  resource: boolean;
}

type Node = Record<string, any>;

/**
 * Reads from a syntax tree whether its conditions use `principal` and `resource` as values: compared,
 * looked for in a set or in a hierarchy, or passed on. Reading an attribute, asking for one and
 * asking for the type are no such uses. The scope does not count: which statements apply is known.
 */
export function readIdentity(json: PolicyJson): Identity {
  const identity: Identity = { principal: false, resource: false };
  for (const { body } of json.conditions) {
    visit(body, identity);
  }
  return identity;
}

function visit(node: unknown, identity: Identity): void {
  if (Array.isArray(node)) {
    node.forEach(item => visit(item, identity));
    return;
  }
  if (!node || typeof node !== 'object') {
    return;
  }
  const expression = node as Node;
  if (expression.Var === 'principal' || expression.Var === 'resource') {
    identity[expression.Var as keyof Identity] = true;
    return;
  }
  for (const [operator, operands] of Object.entries(expression)) {
    const described =
      operator === '.' ||
      operator === 'has' ||
      (operator === 'is' && !operands?.in);
    if (described && 'Var' in (operands?.left ?? {})) {
      const { left: _left, ...rest } = operands;
      visit(rest, identity);
    } else {
      visit(operands, identity);
    }
  }
}
