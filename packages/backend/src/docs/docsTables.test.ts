import { readdirSync, readFileSync } from 'fs';
import { join, resolve } from 'path';
import {
  journeyCreatePermission,
  policiesPermissions,
  policyChangePermissions,
  policyJourneyPermissions,
  policySetPermissions,
} from '@internal/plugin-policies-common';
import { allRoutes, readOpenApi } from '../__testUtils__/routes';
import { ROUTES_PAGE, routeRows } from './__testUtils__/routeTable';

/* Tables and figures of the documentation, compared with what they are about. */

const root = resolve(__dirname, '../../../..');
const readText = (path: string) => readFileSync(join(root, path), 'utf8');
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter(name => name.endsWith('.md'))
    .map(name => `docs/${name}`),
];
const plugins = readdirSync(join(root, 'plugins'));
const permissions = [
  ...policiesPermissions,
  journeyCreatePermission,
  ...policySetPermissions,
  ...policyChangePermissions,
  ...policyJourneyPermissions,
];

/** Rows of the table whose head begins with a text, as cells. */
function tableOf(page: string, head: string): string[][] {
  const lines = readText(page).split('\n');
  const start = lines.findIndex(line =>
    line.replace(/ +/g, ' ').startsWith(`| ${head}`),
  );
  if (start < 0) {
    throw new Error(`${page} has no table '${head}'`);
  }
  const rest = lines.slice(start + 2);
  const end = rest.findIndex(line => !line.startsWith('|'));
  return rest.slice(0, end < 0 ? undefined : end).map(line =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map(cell => cell.trim()),
  );
}

const codeIn = (cell: string) =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code);

/** `GET /sets/:set`, `/sets/<set>` and `/sets/{set}` are one route. */
const toRoute = (method: string, path: string) =>
  `${method} ${path
    .replace(/^\/api\/policies(?=\/)/, '')
    .replace(/\?.*$/, '')
    .replace(/:(\w+)|<(\w+)>/g, '{}')
    .replace(/\{\w*\}/g, '{}')}`;

const routes = Object.entries<object>(readOpenApi().paths).flatMap(
  ([path, item]) =>
    Object.keys(item)
      .filter(key => key !== 'servers')
      .map(method => toRoute(method.toUpperCase(), path)),
);
/** Whether a route with its names filled in is this one. */
function isAt(route: string, known: string): boolean {
  const parts = known.split('/');
  const own = route.split('/');
  return (
    own.length === parts.length &&
    parts.every((part, index) => part === '{}' || part === own[index])
  );
}

describe('tables of the documentation', () => {
  it('have every route of the HTTP API as it is; `yarn openapi` writes them anew', () => {
    expect(tableOf(ROUTES_PAGE, 'route |')).toEqual(routeRows(allRoutes));
  });

  it('name routes that exist, wherever a method and a path stand', () => {
    const unknown = pages.flatMap(page =>
      [
        ...readText(page).matchAll(
          /\b(GET|POST|PUT|PATCH|DELETE) (?:https?:\/\/localhost:\d+)?((?:\/\.well-known\/authzen-configuration)?\/api\/policies\/[^\s`'"|)&…]+)/g,
        ),
      ]
        .map(([, method, path]) => toRoute(method, path.replace(/[.,;]$/, '')))
        .filter(route => !routes.some(known => isAt(route, known)))
        .map(route => `${page}: ${route}`),
    );
    expect(unknown).toEqual([]);
  });

  it('name every package', () => {
    const inReadme = tableOf('README.md', 'package |').flatMap(([cell]) =>
      [...cell.matchAll(/\]\(plugins\/([\w-]+)\//g)].map(([, name]) => name),
    );
    expect(inReadme.sort()).toEqual(plugins);
    const inRooms = tableOf('docs/architecture.md', 'package |').flatMap(
      ([cell]) =>
        [...cell.matchAll(/\]\(\.\.\/plugins\/([\w-]+)\//g)].map(
          ([, name]) => name,
        ),
    );
    expect(inRooms.sort()).toEqual(plugins);
  });

  it('name every permission', () => {
    const names = permissions.map(({ name }) => name).sort();
    const rows = tableOf('docs/operators.md', 'permission | allows');
    expect(rows.map(([cell]) => codeIn(cell)[0]).sort()).toEqual(names);
    const actions = Object.fromEntries(
      permissions.map(({ name, attributes }) => [
        name,
        attributes.action ?? 'none',
      ]),
    );
    expect(
      Object.fromEntries(
        rows.map(([name, , action]) => [
          codeIn(name)[0],
          codeIn(action)[0] ?? action,
        ]),
      ),
    ).toEqual(actions);
    const opened = tableOf(
      'docs/operators.md',
      'permission in `accessRestrictions`',
    ).map(([cell]) => cell.replace(/, with .*/, ''));
    const missing = names.filter(
      name =>
        !opened.some(cell =>
          codeIn(cell).some(
            code =>
              code === name || (code.startsWith('.') && name.endsWith(code)),
          ),
        ),
    );
    expect(missing).toEqual([]);
  });

  it('name every page', () => {
    const listed = tableOf('docs/architecture.md', 'path | page').flatMap(
      ([cell]) => codeIn(cell),
    );
    const paths = [
      ...readText('plugins/policies/src/extensions/pages.tsx').matchAll(
        /path: '([^']+)'/g,
      ),
    ].map(([, path]) => path);
    expect(paths.length).toBeGreaterThan(4);
    const missing = paths.filter(
      path =>
        !listed.some(known => known === path || known.startsWith(`${path}/`)),
    );
    expect(missing).toEqual([]);
  });
});

describe('figures of the documentation', () => {
  const backend = 'plugins/policies-backend/src';
  const numberOf = (text: string) => Number(text.replace(/[,_]/g, ''));

  it.each([
    [
      'docs/architecture.md',
      /replicas compare generations every (\S+) ms/,
      `${backend}/core/createCore.ts`,
      /SYNC_MS = (\S+);/,
    ],
    [
      'docs/operators.md',
      /written and synced every (\S+) ms/,
      `${backend}/decisionLog/spool/GroupCommit.ts`,
      /COMMIT_MS = (\S+);/,
    ],
    [
      'plugins/search-backend-module-policies/README.md',
      /frequency: \{ minutes: (\d+) \}/,
      'plugins/search-backend-module-policies/src/collator/readSchedule.ts',
      /frequency: \{ minutes: (\d+) \}/,
    ],
    [
      'docs/operators.md',
      /`search\.collators\.policies\.schedule` +\| every (\d+) minutes/,
      'plugins/search-backend-module-policies/src/collator/readSchedule.ts',
      /frequency: \{ minutes: (\d+) \}/,
    ],
  ])('%s says %s as %s has it', (page, said, source, meant) => {
    const text = readText(page).replace(/\s+/g, ' ');
    expect(numberOf(said.exec(text)![1])).toBe(
      numberOf(meant.exec(readText(source))![1]),
    );
  });
});
