import casbinModule from '@internal/plugin-policies-backend-module-casbin';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { mockServices } from '@backstage/backend-test-utils';
import { TemplateSummary } from '@internal/plugin-policies-common';
import { RemoteControlledEngine, startPortal } from '../__testUtils__/portal';
import {
  AWKWARD,
  awkwardActions,
  identity,
  reservedWordProblems,
  Portal,
  problemsOf,
} from './__testUtils__/problemsOf';
import { starters } from './starters';

jest.setTimeout(120_000);

const NAMES = starters.map(({ name }) => name);

describe('templates', () => {
  it('say enough of each policy: some case is decided by it', () => {
    for (const { name, policies, cases, actions } of starters) {
      const decided = new Set(cases.flatMap(each => each.policies ?? []));
      expect({ name, decided: [...decided].sort() }).toEqual({
        name,
        decided: policies.map(policy => policy.name).sort(),
      });
      expect({ name, asked: [...new Set(cases.map(c => c.action))] }).toEqual({
        name,
        asked: expect.arrayContaining(Object.keys(actions)),
      });
      expect(new Set(cases.map(({ allowed }) => allowed)).size).toBe(2);
    }
    expect(NAMES.length).toBeGreaterThanOrEqual(10);
  });

  describe('in the portal', () => {
    const without = new RemoteControlledEngine();
    let portal: Portal;
    beforeAll(async () => {
      portal = await startPortal([], {
        policies: {
          engines: {
            cedar: { liveWorkers: 1, draftWorkers: 1 },
            tables: { driver: 'casbin', liveWorkers: 1, draftWorkers: 1 },
            elsewhere: { driver: 'remote' },
          },
        },
        features: [casbinModule, without.feature],
      });
    });
    afterAll(() => portal.stop());

    it('are listed with the engines that can express them', async () => {
      const { body } = await portal.get('/templates').expect(200);
      expect(body.items.map(({ name }: TemplateSummary) => name)).toEqual(
        NAMES,
      );
      expect(body.items[0]).toMatchObject({
        actions: ['read', 'edit', 'delete'],
        engines: ['cedar', 'tables'],
        cases: 7,
      });
    });

    it.each(NAMES)(
      '%s decides by its cases on Cedar and Casbin',
      async name => {
        expect(await problemsOf(portal, name, 'cedar')).toEqual([]);
        expect(await problemsOf(portal, name, 'tables')).toEqual([]);
      },
    );

    it.each(['cedar', 'tables'])(
      'rename types, actions and sets as %s wants it',
      async engine => {
        for (const name of NAMES) {
          expect(
            await problemsOf(portal, name, engine, {
              ...AWKWARD,
              actions: awkwardActions(name),
            }),
          ).toEqual([]);
        }
      },
    );

    it('keep off the words of Cedar', async () => {
      expect(await reservedWordProblems(portal, 'cedar')).toEqual([]);
    });

    it.each([
      ['nothing', {}, 404, `there is no template 'nothing'`],
      ['limits', { engine: 'opa' }, 400, `engine 'opa' is not configured`],
      [
        'limits',
        { engine: 'elsewhere' },
        400,
        `engine 'elsewhere' holds no policies that the portal could write; use one of 'cedar', 'tables'`,
      ],
      ['limits', { set: 'Not A Name' }, 400, 'a set name is lower case'],
      ['limits', { owner: 'a\n- b' }, 400, `'owner'`],
      ['limits', { resourceType: '"]};' }, 400, 'a type begins with a letter'],
      [
        'limits',
        { subjectType: 'a', resourceType: 'a' },
        400,
        `subject and resource are both 'a'`,
      ],
      ['limits', { resourceType: 'user' }, 400, `are both 'user'`],
      [
        'limits',
        { subjectType: 'a-b', resourceType: 'a_b' },
        400,
        `are both 'a_b'`,
      ],
      ['limits', { resourceType: 'Action' }, 400, `the type of actions`],
      ['limits', { actions: [] }, 400, 'actions'],
      ['limits', { actions: { send: ['a b'] } }, 400, 'an action begins with'],
      ['limits', { actions: { send: [] } }, 400, 'actions.send'],
      [
        'limits',
        { actions: { pay: ['pay'] } },
        400,
        `template 'limits' has no action 'pay'; it has 'send'`,
      ],
      [
        'role-based',
        { actions: { read: ['edit', 'view'] } },
        400,
        `two actions would be called 'edit'`,
      ],
    ])('%s with %j is refused', async (name, wrong, status, message) => {
      const { body } = await portal
        .post(`/templates/${name}/files`, { ...identity('cedar'), ...wrong })
        .expect(status);
      expect(body.error.message).toContain(message);
    });
  });

  it('ask for the permission to read sets', async () => {
    const permissions = mockServices.permissions.mock({
      authorizeConditional: async requests =>
        requests.map(() => ({ result: AuthorizeResult.DENY })),
    });
    const portal = await startPortal([], { features: [permissions.factory] });
    try {
      for (const answer of [
        portal.get('/templates'),
        portal.post('/templates/limits/files', identity('cedar')),
      ]) {
        const { body } = await answer.expect(403);
        expect(body.error.message).toContain('policies.set.read');
      }
    } finally {
      await portal.stop();
    }
  });
});
