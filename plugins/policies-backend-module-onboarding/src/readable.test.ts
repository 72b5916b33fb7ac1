import { TestDatabases } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  PermissionCondition,
  PermissionCriteria,
} from '@backstage/plugin-permission-common';
import {
  Board,
  BoardRow,
  ChangeDetail,
} from '@internal/plugin-policies-common';
import {
  policyJourneyConditions,
  policySetConditions,
} from '@internal/plugin-policies-node';
import { until } from '@internal/plugin-policies-node/testUtils';
import { seenOf } from '@internal/plugin-policies-backend-module-changes/testUtils';
import {
  Conditions,
  createCompany,
  setFiles,
  SetsFolder,
  startPortal,
} from './__testUtils__/portal';

type Portal = Awaited<ReturnType<typeof startPortal>>;

describe.each(TestDatabases.create().eachSupportedId())(
  'journeys that may be read on %s',
  databaseId => {
    const databases = TestDatabases.create();
    const folder = new SetsFolder();
    const conditions = new Conditions();
    let portal: Portal;
    const ids: Record<string, string> = {};

    const begin = async (
      title: string,
      person: string,
      fields: Record<string, string>,
    ) => {
      const { body } = await portal
        .as(person)
        .post('/journeys', { fields: { title, ...fields } })
        .expect(201);
      ids[title] = body.id;
    };

    /** Publishes what a journey comes to. */
    const bring = async (title: string) => {
      const { body } = await portal
        .as('ann')
        .post(`/journeys/${ids[title]}/change`, {})
        .expect(200);
      const read = (isWanted: (change: ChangeDetail) => boolean) =>
        until<ChangeDetail>(
          async () => (await portal.as('ann').get(`/changes/${body.id}`)).body,
          isWanted,
        );
      const change = await read(
        ({ checks, requirements }) =>
          !checks.pending && requirements.length > 0,
      );
      await portal
        .as('cid')
        .post(`/changes/${body.id}/reviews`, {
          verdict: 'approve',
          ...seenOf(change),
        })
        .expect(200);
      const { version } = await read(({ state }) => state === 'approved');
      await portal
        .as('ann')
        .post(`/changes/${body.id}/publish`, { version })
        .expect(200);
      await until(
        async () => (await portal.get(`/sets/payouts`)).status,
        status => status === 200,
      );
    };

    beforeAll(async () => {
      folder.write('records', setFiles('records'));
      portal = await startPortal([folder.path], {
        knex: await databases.init(databaseId),
        features: [...createCompany().features, conditions.feature],
        policies: {
          changes: { approvals: { fallback: 'group:default/platform' } },
        },
      });
      await begin('brought', 'ann', {
        domain: 'payouts',
        owner: 'group:default/payers',
        set: 'payouts',
        start: 'template',
        template: 'four-eyes',
        engine: 'cedar',
      });
      await bring('brought');
      await begin('naming', 'ben', { set: 'records', domain: 'Lending' });
      await begin('new', 'cid', {
        set: 'loans',
        domain: ' domain:Lending ',
        owner: 'Payers',
      });
      await begin('empty', 'dora', {});
      await portal
        .as('dora')
        .put(`/journeys/${ids.empty}/people`, { people: ['user:default/eve'] })
        .expect(200);
    });
    afterAll(async () => {
      await portal.stop();
      folder.dispose();
    });
    afterEach(() => conditions.set({}));

    const boardFor = async (person: string): Promise<Board> =>
      (await portal.as(person).get('/journeys').expect(200)).body;

    /** Titles of the journeys on the board, and of those that can be opened; both tell the same. */
    async function readable(person: string): Promise<string[]> {
      const { items, total, stages } = await boardFor(person);
      expect(items).toHaveLength(total);
      expect(Object.values(stages).reduce((sum, count) => sum + count)).toBe(
        total,
      );
      const titles: string[] = [];
      for (const [title, id] of Object.entries(ids)) {
        const { status, body } = await portal.as(person).get(`/journeys/${id}`);
        const isThere = items.some(({ journey }: BoardRow) => journey === id);
        expect({ title, status, message: body.error?.message }).toEqual({
          title,
          status: isThere ? 200 : 404,
          message: isThere
            ? undefined
            : `there is no journey '${id}'; GET /api/policies/journeys lists them`,
        });
        if (isThere) {
          titles.push(title);
        }
      }
      return titles.sort();
    }

    const {
      isJourneyCreator,
      isJourneyInvited,
      isJourneyOfDomain,
      isJourneyOwner,
    } = policyJourneyConditions;
    const payers = { claims: ['group:default/payers'] };

    it.each<[string, PermissionCriteria<PermissionCondition>, string[]]>([
      [
        'creator',
        isJourneyCreator({ claims: ['user:default/ann', 'user:default/cid'] }),
        ['brought', 'new'],
      ],
      [
        'invited',
        isJourneyInvited({ claims: ['user:default/eve'] }),
        ['empty'],
      ],
      ['owner', isJourneyOwner(payers), ['brought']],
      [
        'domain',
        isJourneyOfDomain({ domains: ['lending'] }),
        ['naming', 'new'],
      ],
      [
        'opposite',
        {
          not: {
            anyOf: [
              isJourneyOwner(payers),
              isJourneyOfDomain({ domains: ['lending'] }),
            ],
          },
        },
        ['empty'],
      ],
    ])('by %s', async (_, condition, titles) => {
      conditions.set({ 'policies.journey.read': condition });
      expect(await readable('fred')).toEqual(titles);
    });

    it('are of the domain and the set that they name, whatever stands around the name', async () => {
      const around = ['', ' ', '\u00a0', '\t', '\n', '\u2003'];
      const confidential = new Set<string>();
      for (const [index, space] of around.entries()) {
        for (const fields of [
          { domain: `${space}treasury${space}`, set: `vault-${index}` },
          { domain: `domain:TREASURY${space}`, set: `safe-${index}` },
          { set: `payouts${space}` },
        ]) {
          const { body } = await portal
            .as('ann')
            .post('/journeys', { fields: { title: 'Vault', ...fields } })
            .expect(201);
          confidential.add(body.id);
        }
      }
      // A letter that is a 'k' in lower case, on one of the two databases by itself.
      const { body: kelvin } = await portal
        .as('ann')
        .post('/journeys', { fields: { title: 'Keys', domain: '\u212aeys' } })
        .expect(201);
      confidential.add(kelvin.id);
      conditions.set({
        'policies.set.read': {
          not: policySetConditions.isSetOfDomain({
            domains: ['treasury', 'payouts', 'keys'],
          }),
        },
      });
      const { items } = await boardFor('fred');
      expect(
        items.flatMap(({ journey, domain, set }) =>
          confidential.has(journey!) ? [{ domain, set }] : [],
        ),
      ).toEqual([]);
      for (const id of confidential) {
        await portal.as('fred').get(`/journeys/${id}`).expect(404);
        await portal.as('ann').get(`/journeys/${id}`).expect(200);
      }
    });

    it('are those of sets that may be read, and those of whoever writes in them', async () => {
      expect(await readable('fred')).toEqual([
        'brought',
        'empty',
        'naming',
        'new',
      ]);
      const only = (condition: PermissionCriteria<PermissionCondition>) =>
        conditions.set({ 'policies.set.read': condition });
      only(policySetConditions.isSetNamed({ names: ['records'] }));
      expect(await readable('fred')).toEqual(['naming']);
      expect(await readable('ann')).toEqual(['brought', 'naming']);
      expect(await readable('eve')).toEqual(['empty', 'naming']);
      const board = await boardFor('fred');
      expect(board.items.map(({ set }) => set)).toEqual(['records']);
      await portal.as('fred').get('/sets/records/scorecard').expect(200);
      const { body } = await portal
        .as('fred')
        .get('/sets/payouts/scorecard')
        .expect(404);
      expect(body.error.message).toBe(
        `there is no policy set 'payouts'; GET /api/policies/sets lists them`,
      );

      // As their answers say, where nothing of that name is registered.
      only(policySetConditions.isSetOwner(payers));
      expect(await readable('fred')).toEqual(['brought', 'new']);
      only(policySetConditions.isSetOfDomain({ domains: ['lending'] }));
      expect(await readable('fred')).toEqual(['new']);

      conditions.set({ 'policies.journey.read': AuthorizeResult.DENY });
      const { status, body: refused } = await portal
        .as('fred')
        .get('/journeys');
      expect({ status, message: refused.error.message }).toEqual({
        status: 403,
        message: expect.stringContaining(`'policies.journey.read' is needed`),
      });
    });
  },
);
