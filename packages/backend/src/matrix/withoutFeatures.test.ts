import { Fixtures } from './__testUtils__/Fixtures';
import { MatrixPortal } from './__testUtils__/MatrixPortal';
import { Matrix } from './__testUtils__/readMatrix';

jest.setTimeout(120_000);

const ROLES = ['stranger', 'author', 'admin'];

/** Features by the package that is left out, with what nothing may name then. */
const FEATURES = [
  {
    name: '@internal/plugin-policies-backend-module-changes',
    left: { changes: true },
    own: /^\w+ \/api\/policies\/(changes|sets\/\{set\}\/(history|rollback))/,
    names: /\/changes\b|policies\.change\.|set\.rollback/,
  },
  {
    name: '@internal/plugin-policies-backend-module-onboarding',
    left: { onboarding: true },
    own: /^\w+ \/api\/policies\/(journeys|templates|sets\/\{set\}\/scorecard)/,
    names: /\/(journeys|templates|scorecard)\b|policies\.journey\./,
  },
  {
    name: '@internal/plugin-policies-backend-module-proof',
    left: {},
    own: /^\w+ \/api\/policies\/(invariants|playground\/proof|sets\/\{set\}\/proof)/,
    names: /\/(invariants|proof)\b/,
  },
];

describe.each(FEATURES)(
  'a portal without $name',
  ({ name, left, own, names }) => {
    const matrix = Matrix.read();
    let portal: MatrixPortal;

    beforeAll(async () => {
      portal = await MatrixPortal.start(name);
    });
    afterAll(() => portal.stop());

    it('answers every other route as the matrix says, and names nothing that is gone', async () => {
      const fixtures = await Fixtures.create(portal, left);
      const wrong: string[] = [];
      expect(portal.routes.length).toBeGreaterThan(120);
      expect(portal.routes.filter(route => own.test(route))).toEqual([]);
      for (const route of portal.routes) {
        for (const row of matrix.rowsOf(route).filter(({ waits }) => !waits)) {
          for (const role of ROLES) {
            const [, path] = route.split(' ');
            const call = await fixtures.fill(
              row.method ? `${row.method} ${path}` : route,
              row,
            );
            const { status, body } = await portal.call(role, call);
            const refused = [401, 403].includes(status) ? status : undefined;
            const text = JSON.stringify(body);
            // What needs the other feature says so: 501.
            const isBroken = status >= 500 && status !== 501;
            // There is no journey to be refused: none could be fetched for whoever may.
            const isRefusalOk =
              refused === matrix.refusal(row, role) || status === 404;
            const isOurs = /^\w+ \/(api\/policies|\.well-known)\//.test(route);
            if (isBroken || !isRefusalOk || (isOurs && names.test(text))) {
              wrong.push(
                `${route} as ${role}: ${status} ${text.slice(0, 300)}`,
              );
            }
          }
        }
      }
      expect(wrong).toEqual([]);
    });

    it('has no route of it, and decides', async () => {
      for (const { route } of matrix.rows.filter(row => own.test(row.route))) {
        const [method, path] = route.split(' ');
        const { status } = await portal.call('admin', {
          method,
          path: path.replace(/\{\w+\}/g, '1'),
          ...(method !== 'get' && { body: {} }),
        });
        expect([route, status]).toEqual([route, 404]);
      }
      const { status, body } = await portal.call('admin', {
        method: 'post',
        path: '/api/policies/access/v1/evaluation',
        body: {
          subject: { type: 'user', id: 'ann' },
          action: { name: 'read' },
          resource: { type: 'record', id: 'r1' },
        },
      });
      expect([status, typeof body.decision]).toEqual([200, 'boolean']);
    });
  },
);
