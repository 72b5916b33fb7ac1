import type { Expr } from '@cedar-policy/cedar-wasm/nodejs';
import { EvaluationRequest } from '@internal/plugin-policies-common';
import type { CedarRequest } from './cedarRequest';

/** A clause of a statement that did not hold. */
export interface Clause {
  kind: 'when' | 'unless';
  body: Expr;
}

type Node = Record<string, any>;

/** `principal.segment`, `resource.amount` or `context.mfa`. */
interface Attribute {
  of: 'principal' | 'resource' | 'context';
  name: string;
}

/** What makes `attribute <operator> value` true, where a value does. */
const MAKES_TRUE: Record<string, (value: unknown) => unknown> = {
  '==': value => value,
  '<=': value => value,
  '>=': value => value,
  '<': value => offset(value, -1),
  '>': value => offset(value, 1),
};
const MIRRORED: Record<string, string> = {
  '<': '>',
  '>': '<',
  '<=': '>=',
  '>=': '<=',
  '==': '==',
};

/**
 * The same request with an attribute for which each clause holds.
 *
 * @param asked - the request in Cedar's terms
 * @returns undefined where a clause is no comparison of an attribute with a value
 */
export function satisfy(
  request: EvaluationRequest,
  asked: CedarRequest,
  clauses: Clause[],
): EvaluationRequest | undefined {
  let changed = request;
  const given = new Set<string>();
  const asksFor: string[] = [];
  for (const { kind, body } of clauses) {
    const there = kind === 'when' ? attributeAskedFor(body) : undefined;
    const wanted = kind === 'when' ? wantedOf(body, asked) : undefined;
    if (there) {
      asksFor.push(nameOf(there));
    } else if (wanted) {
      given.add(nameOf(wanted.attribute));
      changed = withAttribute(changed, wanted);
    } else {
      return undefined;
    }
  }
  return asksFor.every(name => given.has(name)) ? changed : undefined;
}

function wantedOf(
  body: Expr,
  asked: CedarRequest,
): { attribute: Attribute; value: unknown } | undefined {
  const node = body as Node;
  const flag = attributeOf(node) ?? attributeOf(node['!']?.arg);
  if (flag) {
    return { attribute: flag, value: !('!' in node) };
  }
  if (node.contains) {
    const attribute = attributeOf(node.contains.right);
    const [first] = (node.contains.left?.Set ?? []) as unknown[];
    const value = valueOf(first, asked);
    return attribute && value !== undefined ? { attribute, value } : undefined;
  }
  for (const [operator, makeTrue] of Object.entries(MAKES_TRUE)) {
    const sides = node[operator];
    if (sides) {
      const left = attributeOf(sides.left);
      const attribute = left ?? attributeOf(sides.right);
      const given = valueOf(left ? sides.right : sides.left, asked);
      const value = (left ? makeTrue : MAKES_TRUE[MIRRORED[operator]])(given);
      return attribute && value !== undefined
        ? { attribute, value }
        : undefined;
    }
  }
  return undefined;
}

/** `principal has segment` asks for no value of its own. */
function attributeAskedFor(body: Expr): Attribute | undefined {
  const { left, attr } = (body as Node).has ?? {};
  return attributeOf({ '.': { left, attr } });
}

function nameOf({ of, name }: Attribute): string {
  return JSON.stringify([of, name]);
}

function attributeOf(node: Node | undefined): Attribute | undefined {
  const of = node?.['.']?.left?.Var;
  return of === 'principal' || of === 'resource' || of === 'context'
    ? { of, name: node!['.'].attr }
    : undefined;
}

/** A value that stands there, or the principal or resource itself. */
function valueOf(node: unknown, asked: CedarRequest): unknown {
  const { Value, Var } = (node ?? {}) as Node;
  if (Var === 'principal' || Var === 'resource') {
    return asked[Var as 'principal' | 'resource'];
  }
  return typeof Value === 'object' ? Value?.__entity : Value;
}

function offset(value: unknown, by: number): unknown {
  return typeof value === 'number' ? value + by : undefined;
}

function withAttribute(
  request: EvaluationRequest,
  { attribute: { of, name }, value }: { attribute: Attribute; value: unknown },
): EvaluationRequest {
  if (of === 'context') {
    const { [name]: _sent, ...properties } = request.action.properties ?? {};
    return {
      ...request,
      action: { ...request.action, properties },
      context: { ...request.context, [name]: value },
    };
  }
  const part = of === 'principal' ? 'subject' : 'resource';
  return {
    ...request,
    [part]: {
      ...request[part],
      properties: { ...request[part].properties, [name]: value },
    },
  };
}
