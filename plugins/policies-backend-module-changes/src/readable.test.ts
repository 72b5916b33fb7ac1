import { TestDatabases } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizeResult,
  PermissionCondition,
  PermissionCriteria,
} from '@backstage/plugin-permission-common';
import {
  policyChangeConditions,
  policySetConditions,
} from '@internal/plugin-policies-node';
import { checked } from './__testUtils__/changeActions';
import {
  Conditions,
  createCompany,
  setFiles,
  SetsFolder,
  startPortal,
} from './__testUtils__/portal';

type Portal = Awaited<ReturnType<typeof startPortal>>;

/** Files of a set of another owner and domain. */
function filesOf(set: string, owner: string, domain: string, limit: number) {
  const files = setFiles(set, { type: set, limit });
  return {
    ...files,
    'policy-set.yaml': files['policy-set.yaml']
      .replace('group:default/testers', `group:default/${owner}`)
      .replace('domain: testing', `domain: ${domain}`),
  };
}

it('changes say that the catalog is missing where who reviews them depends on it', async () => {
  const folder = new SetsFolder();
  folder.write('records', filesOf('records', 'testers', 'testing', 100));
  const conditions = new Conditions();
  const unreachable = async () => {
    throw new TypeError('fetch failed');
  };
  const [, ...features] = createCompany().features;
  const portal = await startPortal([folder.path], {
    features: [
      ...features,
      catalogServiceMock.mock({
        getEntities: unreachable,
        queryEntities: unreachable,
        getEntityByRef: unreachable,
        getEntitiesByRefs: unreachable,
      }).factory,
      conditions.feature,
    ],
  });
  conditions.set({
    'policies.change.read': {
      not: policyChangeConditions.isChangeReviewer({
        claims: ['user:default/ann'],
      }),
    },
  });
  const { status, body } = await portal.as('ann').get('/changes');
  expect({ status, error: body.error }).toMatchObject({
    status: 503,
    error: {
      name: 'ServiceUnavailableError',
      message: expect.stringContaining(`the 'catalog' cannot be read`),
    },
  });
  conditions.set({});
  await portal.as('ann').get('/changes').expect(200);
  await portal.stop();
  folder.dispose();
});

describe.each(TestDatabases.create().eachSupportedId())(
  'changes that may be read on %s',
  databaseId => {
    const databases = TestDatabases.create();
    const folder = new SetsFolder();
    const conditions = new Conditions();
    let portal: Portal;
    const ids: Record<string, string> = {};

    const propose = async (
      title: string,
      person: string,
      set: string,
      owner: string,
      domain: string,
      more: Record<string, string> = {},
    ) => {
      const files = { ...filesOf(set, owner, domain, 50), ...more };
      const { body } = await portal
        .as(person)
        .post('/changes', {
          set,
          title,
          submit: true,
          files: Object.entries(files).map(([path, content]) => ({
            path,
            content,
          })),
        })
        .expect(201);
      ids[title] = body.id;
      await checked(portal, body.id);
    };

    beforeAll(async () => {
      folder.write('records', filesOf('records', 'testers', 'testing', 100));
      folder.write('payments', filesOf('payments', 'payers', 'paying', 100));
      portal = await startPortal([folder.path], {
        knex: await databases.init(databaseId),
        features: [...createCompany().features, conditions.feature],
        policies: {
          changes: {
            approvals: {
              fallback: 'group:default/platform',
              regulations: [
                { regulation: 'GDPR', group: 'group:default/compliance' },
              ],
            },
          },
        },
      });
      await propose('of records', 'ann', 'records', 'testers', 'testing');
      // What a change says of a registered set does not make it another's.
      await propose('taking', 'ben', 'records', 'payers', 'paying');
      await propose('of payments', 'cid', 'payments', 'payers', 'paying');
      await propose('new', 'dora', 'loans', 'payers', 'lending');
      await propose('bringing', 'eve', 'cards', 'carders', 'carding', {
        'catalog.yaml':
          'owner: { title: Carders, members: [user:default/fred] }\n',
      });
    });
    afterAll(async () => {
      await portal.stop();
      folder.dispose();
    });
    afterEach(() => conditions.set({}));

    /** Titles of the changes in the list, and of those that can be opened; both tell the same. */
    async function readable(person: string): Promise<string[]> {
      const titles: string[] = [];
      let cursor = '';
      let total: number;
      do {
        const { body } = await portal
          .as(person)
          .get(`/changes?limit=2${cursor}`)
          .expect(200);
        titles.push(...body.items.map(({ title }: { title: string }) => title));
        total = body.total;
        cursor = body.nextCursor && `&cursor=${body.nextCursor}`;
      } while (cursor);
      expect(titles).toHaveLength(total);
      for (const [title, id] of Object.entries(ids)) {
        const { status, body } = await portal.as(person).get(`/changes/${id}`);
        expect({ title, status, message: body.error?.message }).toEqual({
          title,
          status: titles.includes(title) ? 200 : 404,
          message: titles.includes(title)
            ? undefined
            : `there is no change '${id}'; GET /api/policies/changes lists them`,
        });
      }
      return titles.sort();
    }

    const {
      isChangeAuthor,
      isChangeOfDomain,
      isChangeOfSet,
      isChangeReviewer,
      isChangeSetOwner,
    } = policyChangeConditions;
    const testers = { claims: ['group:default/testers'] };
    const payers = { claims: ['group:default/payers'] };

    it.each<[string, PermissionCriteria<PermissionCondition>, string[]]>([
      ['owner', isChangeSetOwner(testers), ['of records', 'taking']],
      ['owner of new', isChangeSetOwner(payers), ['new', 'of payments']],
      [
        'author',
        isChangeAuthor({ claims: ['user:default/dora', 'user:default/eve'] }),
        ['bringing', 'new'],
      ],
      ['set', isChangeOfSet({ sets: ['loans', 'none'] }), ['new']],
      ['domain', isChangeOfDomain({ domains: ['Paying'] }), ['of payments']],
      [
        'domain of new',
        isChangeOfDomain({ domains: ['domain:default/lending'] }),
        ['new'],
      ],
      [
        'reviewer',
        // Who wrote the new one is all of that group, for which another stands in.
        isChangeReviewer({ claims: ['group:default/compliance'] }),
        ['bringing', 'of payments', 'of records', 'taking'],
      ],
      [
        'reviewer of the group it brings',
        isChangeReviewer({ claims: ['user:default/fred'] }),
        ['bringing'],
      ],
      ['nothing', isChangeAuthor({ claims: [] }), []],
      [
        'opposite',
        { not: isChangeSetOwner(testers) },
        ['bringing', 'new', 'of payments'],
      ],
      [
        'combination',
        {
          anyOf: [
            {
              allOf: [
                isChangeSetOwner(payers),
                isChangeOfSet({ sets: ['loans'] }),
              ],
            },
            {
              not: {
                anyOf: [
                  isChangeSetOwner(payers),
                  isChangeAuthor({ claims: ['user:default/ben'] }),
                ],
              },
            },
          ],
        },
        ['bringing', 'new', 'of records'],
      ],
    ])('by %s', async (_, condition, titles) => {
      conditions.set({ 'policies.change.read': condition });
      expect(await readable('ann')).toEqual(titles);
    });

    it('are those of sets that may be read, and of a new set those of whoever wrote them', async () => {
      conditions.set({
        'policies.set.read': policySetConditions.isSetOfDomain({
          domains: ['paying'],
        }),
      });
      expect(await readable('ann')).toEqual(['of payments']);
      expect(await readable('dora')).toEqual(['new', 'of payments']);
      // It is about a set that is there.
      expect(await readable('ben')).toEqual(['of payments']);
      await portal.as('ann').get('/sets/records/history').expect(404);
      const { body } = await portal.as('ann').get('/sets/nowhere/history');
      expect(body.error.message).toBe(
        `there is no policy set 'nowhere'; GET /api/policies/sets lists them`,
      );

      conditions.set({
        'policies.set.read': policySetConditions.isSetNamed({
          names: ['loans', 'records'],
        }),
        'policies.change.read': {
          not: isChangeAuthor({ claims: ['user:default/ben'] }),
        },
      });
      expect(await readable('ann')).toEqual(['new', 'of records']);

      conditions.set({ 'policies.set.read': AuthorizeResult.DENY });
      expect(await readable('cid')).toEqual([]);
      conditions.set({ 'policies.change.read': AuthorizeResult.DENY });
      const { status, body: refused } = await portal.as('ann').get('/changes');
      expect({ status, message: refused.error.message }).toEqual({
        status: 403,
        message: expect.stringContaining(`'policies.change.read' is needed`),
      });
    });

    it('are named in the history of their set to those who may read them', async () => {
      const history = async (person: string) =>
        (await portal.as(person).get('/sets/records/history').expect(200)).body
          .items;
      const change = await checked(portal, ids['of records']);
      for (const person of ['ben', 'dora']) {
        const { push, base, revision } = change;
        await portal
          .as(person)
          .post(`/changes/${change.id}/reviews`, {
            verdict: 'approve',
            push,
            base,
            revision,
          })
          .expect(200);
      }
      const { version } = await checked(portal, change.id);
      await portal
        .as('ann')
        .post(`/changes/${change.id}/publish`, { version })
        .expect(200);
      expect(await history('ann')).toMatchObject([
        { change: change.id, reason: 'of records', by: 'user:default/ann' },
        { kind: 'registered' },
      ]);
      conditions.set({ 'policies.change.read': isChangeSetOwner(payers) });
      const [entry] = await history('ann');
      expect(entry).toMatchObject({ kind: 'published' });
      expect(entry.change ?? entry.reason).toBeUndefined();
    });
  },
);
