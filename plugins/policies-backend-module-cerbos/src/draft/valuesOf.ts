import { CheckPrincipal, CheckResource } from '../decide/checkRequest';

/** What an expression reads of principal and resource, unless it is the name of a function. */
const READS =
  /(?<![\w.])(P|R|request\.principal|request\.resource)((?:\.[A-Za-z_]\w*)+)(?![\w(])/g;

/** The values that a request gave to what an expression reads. */
export function valuesOf(
  expression: string,
  {
    principal,
    resource,
  }: { principal: CheckPrincipal; resource: CheckResource },
): Array<{ path: string; value: unknown }> {
  const values = new Map<string, unknown>();
  for (const [path, root, keys] of expression.matchAll(READS)) {
    const from = /^(P|request\.principal)$/.test(root)
      ? principal
      : resource.resource;
    values.set(
      path,
      keys
        .split('.')
        .slice(1)
        .reduce<unknown>(
          (value, key) =>
            typeof value === 'object' && value && Object.hasOwn(value, key)
              ? (value as Record<string, unknown>)[key]
              : undefined,
          from,
        ),
    );
  }
  return [...values].map(([path, value]) => ({ path, value }));
}
