import type { TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';
import { uidOf } from '../compile/readStatement';
import type { CedarRequest } from './cedarRequest';
import { uidKey } from './ScopeIndex';

/**
 * Values that a request gives to the attributes a clause reads.
 *
 * @param clause - syntax tree of the clause
 * @returns one item per attribute path such as `resource.amount`; `undefined` where it has none
 */
export function readValues(
  clause: unknown,
  request: CedarRequest,
): Array<{ path: string; value: unknown }> {
  const found = new Map<string, unknown>();
  const visit = (node: unknown) => {
    const reached = resolve(node, request);
    if (reached) {
      if (reached.path.includes('.')) {
        found.set(reached.path, reached.value);
      }
      return;
    }
    if (Array.isArray(node)) {
      node.forEach(visit);
    } else if (node && typeof node === 'object') {
      Object.values(node).forEach(visit);
    }
  };
  visit(clause);
  return [...found].map(([path, value]) => ({
    path,
    value: asSent(value) ?? null,
  }));
}

/** References as requests write them. */
function asSent(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(asSent);
  }
  const { __entity } = value as { __entity?: TypeAndId };
  return (
    __entity ??
    Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, asSent(item)]),
    )
  );
}

/** Follows `principal.manager.level` through the entities of the request. */
function resolve(
  node: unknown,
  request: CedarRequest,
): { path: string; value: unknown } | undefined {
  const { Var, '.': access } = (node ?? {}) as {
    Var?: 'principal' | 'action' | 'resource' | 'context';
    '.'?: { left: unknown; attr: string };
  };
  if (typeof Var === 'string') {
    return {
      path: Var,
      value: Var === 'context' ? request.context : request[Var],
    };
  }
  if (!access) {
    return undefined;
  }
  const parent = resolve(access.left, request);
  if (!parent) {
    return undefined;
  }
  const attributes = asEntity(parent.value, request) ?? parent.value;
  return {
    path: `${parent.path}.${access.attr}`,
    value: (attributes as Record<string, unknown> | undefined)?.[access.attr],
  };
}

function asEntity(value: unknown, request: CedarRequest) {
  const reference = (value ?? {}) as Partial<TypeAndId> & {
    __entity?: TypeAndId;
  };
  const uid = reference.__entity ?? reference;
  if (typeof uid.type !== 'string' || typeof uid.id !== 'string') {
    return undefined;
  }
  const key = uidKey(uid as TypeAndId);
  return request.entities.find(entity => uidKey(uidOf(entity.uid)) === key)
    ?.attrs;
}
