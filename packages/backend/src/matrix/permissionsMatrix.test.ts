import { readFileSync } from 'fs';
import { join } from 'path';
import { Permission } from '@backstage/plugin-permission-common';
import * as common from '@internal/plugin-policies-common';
import { allRoutes } from '../__testUtils__/routes';
import { Fixtures } from './__testUtils__/Fixtures';
import {
  Guard,
  methodGuards,
  permissionGuard,
  watchPermissions,
} from './__testUtils__/guards';
import { MatrixPortal, STARTED } from './__testUtils__/MatrixPortal';
import { Matrix, MatrixRow } from './__testUtils__/readMatrix';

jest.setTimeout(120_000);

/** One row of the matrix as one role. */
interface Cell {
  route: string;
  row: MatrixRow;
  role: string;
}

/** Whose refusals tell guards apart: somebody signed in, and tokens of services with little and with all. */
const TELLING_ROLES = [
  'stranger',
  'service',
  'engine',
  'reading',
  'history',
  'board',
  'unrestricted',
];

const PERMISSIONS = Object.values<unknown>(common)
  .filter(
    (value): value is Permission =>
      typeof value === 'object' &&
      value !== null &&
      'attributes' in value &&
      'name' in value,
  )
  .map(({ name }) => name);

describe('who may call what', () => {
  const matrix = Matrix.read();
  let portal: MatrixPortal;
  let fixtures: Fixtures;
  let cells: Cell[];
  /** Permissions that somebody was refused for, by the words of the refusals. */
  const refusals = new Set<string | undefined>();
  /** The same by route. */
  const refusalsAt = new Map<string, Set<string>>();

  beforeAll(async () => {
    portal = await MatrixPortal.start();
    fixtures = await Fixtures.create(portal);
    cells = portal.routes.flatMap(route =>
      matrix
        .rowsOf(route)
        .filter(({ waits }) => !waits)
        .flatMap(row => matrix.roles.map(role => ({ route, row, role }))),
    );
  });
  afterAll(() => portal.stop());

  /** @returns undefined when it came out as the matrix says */
  async function differenceAt({ route, row, role }: Cell) {
    const [, path] = route.split(' ');
    const call = await fixtures.fill(
      row.method ? `${row.method} ${path}` : route,
      row,
    );
    const { status, body } = await portal.call(role, call);
    const refused = [401, 403].includes(status) ? status : undefined;
    const [, permission] =
      /^permission '([\w.]+)' is needed/.exec(body?.error?.message) ?? [];
    refusals.add(permission);
    if (permission) {
      const here = refusalsAt.get(route) ?? new Set();
      refusalsAt.set(route, here.add(permission));
    }
    return refused === matrix.refusal(row, role) && status < 500
      ? undefined
      : `${route} as ${role}: ${status} ${body?.error?.message ?? ''}`;
  }

  it('has every feature of the portal, a row for every route, and a route for every row', () => {
    const text = readFileSync(join(__dirname, '../addFeatures.ts'), 'utf8');
    expect(
      [...text.matchAll(/add\(import\('([^']+)'\)\)/g)].map(([, name]) => name),
    ).toEqual(STARTED);
    expect([...portal.roles].sort()).toEqual([...matrix.roles].sort());
    expect(matrix.strangeNames()).toEqual([]);

    expect(portal.routes.length).toBeGreaterThan(150);
    const rows = portal.routes.map(route => matrix.rowsOf(route));
    expect(portal.routes.filter((_, index) => !rows[index].length)).toEqual([]);
    const used = new Set(rows.flat());
    expect(
      matrix.rows.filter(row => !used.has(row)).map(({ route }) => route),
    ).toEqual([]);
  });

  it('answers each route to each role as the matrix says, and denies each permission to somebody', async () => {
    const wrong: Array<string | undefined> = [];
    for (let index = 0; index < cells.length; index += matrix.roles.length) {
      const row = cells.slice(index, index + matrix.roles.length);
      wrong.push(...(await Promise.all(row.map(differenceAt))));
    }
    expect(wrong.filter(Boolean)).toEqual([]);
    expect(PERMISSIONS.length).toBeGreaterThan(15);
    expect(PERMISSIONS.filter(name => !refusals.has(name))).toEqual([]);
  });

  it('refuses at routes for nothing but what these say they need', () => {
    const routes = allRoutes.map(({ method, path, needs }) => ({
      route: `${method} ${
        path.startsWith('/.well-known/') ? '' : '/api/policies'
      }${path.replace(/:(\w+)/g, '{$1}')}`,
      needs: needs.map(({ name }) => name),
    }));
    expect(routes.map(({ route }) => route).sort()).toEqual(
      portal.routes.filter(
        route =>
          / (\/\.well-known\/authzen-configuration)?\/api\/policies(\/|$)/.test(
            route,
          ) && !/\/\.(backstage|well-known\/backstage)\//.test(route),
      ),
    );
    const wrong = routes.flatMap(({ route, needs }) => {
      const refused = [...(refusalsAt.get(route) ?? [])];
      return (refused.length || !needs.length) &&
        refused.every(name => needs.includes(name))
        ? []
        : [`${route} needs ${needs}, and is refused for ${refused}`];
    });
    expect(wrong).toEqual([]);
  });

  it('notices each guard that is gone', async () => {
    const refused = cells.filter(
      ({ route, row, role }) =>
        matrix.refusal(row, role) === 403 &&
        TELLING_ROLES.includes(role) &&
        /^\w+ \/api\/(policies|catalog)\/(?!\.)/.test(route),
    );
    const guards = methodGuards();
    const touched = new Map<string, Set<Cell>>();
    const touch = (name: string, cell: Cell) =>
      touched.set(name, (touched.get(name) ?? new Set()).add(cell));
    for (const cell of refused) {
      const restores = [
        watchPermissions((name, result) => {
          // What is allowed refuses nobody; work in the background is asked for, too.
          if (result !== 'ALLOW') {
            touch(name, cell);
          }
        }),
        ...guards.map(({ name, replace }) =>
          replace(
            original =>
              function watch(...args) {
                touch(name, cell);
                return original.apply(this, args);
              },
          ),
        ),
      ];
      await differenceAt(cell);
      restores.reverse().forEach(restore => restore());
    }
    const names = guards.map(({ name }) => name);
    const permissions = [...touched.keys()].filter(
      name => !names.includes(name),
    );
    expect(PERMISSIONS.filter(name => !permissions.includes(name))).toEqual([]);

    const missed: string[] = [];
    const all: Guard[] = [...guards, ...permissions.map(permissionGuard)];
    for (const guard of all) {
      const restore = guard.replace(guard.without);
      let noticed = false;
      for (const cell of touched.get(guard.name) ?? []) {
        noticed = noticed || (await differenceAt(cell)) !== undefined;
      }
      restore();
      if (!noticed) {
        missed.push(guard.name);
      }
    }
    console.log(
      `${all.length - missed.length} of ${
        all.length
      } guards are noticed when gone: ${guards.length} checks, ${
        permissions.length
      } permissions`,
    );
    expect(missed).toEqual([]);
  });
});
