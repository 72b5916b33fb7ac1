import { RouteDescription } from '@internal/plugin-policies-node';

/** Page with the table of routes. */
export const ROUTES_PAGE = 'docs/architecture.md';

/** Around the table, which is written anew. */
export const ROUTES_MARKS = [
  '<!-- routes: made by `yarn openapi` -->',
  '<!-- /routes -->',
] as const;

export const ROUTES_HEAD = ['route', 'permissions', 'what it does'];

/** Cells of the table of routes, group by group. */
export function routeRows(routes: readonly RouteDescription[]): string[][] {
  const groups = new Map<string, RouteDescription[]>();
  for (const route of routes) {
    const { name } = route.tag;
    groups.set(name, [...(groups.get(name) ?? []), route]);
  }
  return [...groups.values()]
    .flat()
    .map(({ method, path, needs, isOpen, summary }) => [
      method === 'use'
        ? `\`${path}/…\``
        : `\`${method.toUpperCase()} ${path}\``,
      needs.map(({ name }) => `\`${name}\``).join(', ') ||
        (isOpen ? 'nobody is asked' : 'a token'),
      summary,
    ]);
}
