import {
  readFixture,
  SCENARIO_EVALUATIONS,
  SCENARIO_SEARCHES,
} from '@internal/plugin-policies-node/testUtils';
import request from 'supertest';
import { SetsFolder } from '../__testUtils__/SetsFolder';
import { startPortal } from '../__testUtils__/startPortal';

/* The certification scenario of OpenID AuthZEN 1.0, over HTTP, by the portal and by the set. */
describe('AuthZEN certification', () => {
  const folder = new SetsFolder();
  let portal: Awaited<ReturnType<typeof startPortal>>;

  beforeAll(async () => {
    folder.write(
      'records',
      Object.fromEntries(
        readFixture('cedar').base.map(({ path, content }) => [path, content]),
      ),
    );
    portal = await startPortal([folder.path]);
  });

  afterAll(async () => {
    await portal.stop();
    folder.dispose();
  });

  describe.each([
    ['the portal', ''],
    ['the set', '/sets/records'],
  ])('by %s', (_by, base) => {
    const endpoint = (name: string) => `${base}/access/v1/${name}`;

    it.each(['Core', 'Properties'])('passes Basic %s', async level => {
      for (const item of SCENARIO_EVALUATIONS.filter(
        known => known.level === level,
      )) {
        const { body } = await portal
          .post(endpoint('evaluation'), item.request)
          .set('x-request-id', item.name.replace(/[^ -~]/g, ''))
          .expect('content-type', /^application\/json/)
          .expect('x-request-id', item.name)
          .expect(200);
        expect({ [item.name]: body.decision }).toEqual({
          [item.name]: item.decision,
        });
      }
    });

    it.each(['Core', 'Properties'])('passes Batch %s', async level => {
      const items = SCENARIO_EVALUATIONS.filter(known => known.level === level);
      const { body } = await portal
        .post(endpoint('evaluations'), {
          evaluations: items.map(item => item.request),
        })
        .expect(200);
      expect(
        body.evaluations.map(({ decision }: { decision: boolean }) => decision),
      ).toEqual(items.map(({ decision }) => decision));
    });

    it.each(['Core', 'Properties'])('passes Search %s', async level => {
      for (const { name, request: search, includes, excludes } of [
        ...SCENARIO_SEARCHES,
      ].filter(known => known.level === level)) {
        const { kind, ...wanted } = search;
        const { body } = await portal
          .post(endpoint(`search/${kind}`), wanted)
          .expect(200);
        const found = body.results.map(
          (result: { id?: string; name?: string }) => result.id ?? result.name,
        );
        expect({ [name]: found }).toEqual({
          [name]: expect.arrayContaining(includes),
        });
        expect(found.filter((id: string) => excludes.includes(id))).toEqual([]);
        expect(body.page).toEqual({ next_token: '', count: found.length });
      }
    });

    it('ignores the id of what is searched for', async () => {
      const { kind, ...wanted } = SCENARIO_SEARCHES[0].request;
      const search = (body: object) =>
        portal.post(endpoint(`search/${kind}`), body).expect(200);
      const plain = await search(wanted);
      const named = await search({
        ...wanted,
        subject: { type: 'user', id: 'ignored' },
      });
      expect(named.body.results).toEqual(plain.body.results);
    });

    it('pages through a search', async () => {
      const search = (page: object) =>
        portal.post(endpoint('search/resource'), {
          subject: { type: 'user', id: 'alice' },
          action: { name: 'read' },
          resource: { type: 'record' },
          page,
        });
      const first = await search({ limit: 1 }).expect(200);
      expect(first.body.results).toEqual([{ type: 'record', id: 'record-1' }]);
      const second = await search({
        limit: 1,
        token: first.body.page.next_token,
      }).expect(200);
      expect(second.body).toMatchObject({
        page: { next_token: '', count: 1 },
        results: [{ type: 'record', id: 'record-2' }],
      });
      const wrong = await search({ token: 'of somebody else' }).expect(400);
      expect(wrong.body.error.message).toMatch(/'page.token' is not one/);
      await search({ limit: 0 }).expect(400);
    });

    it('passes Discovery', async () => {
      const { port } = portal.server.address() as { port: number };
      const pdp = `http://localhost:${port}/api/policies${base}`;
      const { body } = await request(portal.server)
        .get(`/.well-known/authzen-configuration/api/policies${base}`)
        .expect(200);
      expect(body).toEqual({
        policy_decision_point: pdp,
        access_evaluation_endpoint: `${pdp}/access/v1/evaluation`,
        access_evaluations_endpoint: `${pdp}/access/v1/evaluations`,
        search_subject_endpoint: `${pdp}/access/v1/search/subject`,
        search_resource_endpoint: `${pdp}/access/v1/search/resource`,
        search_action_endpoint: `${pdp}/access/v1/search/action`,
      });
    });

    it('names what is wrong with a search', async () => {
      const { body } = await portal
        .post(endpoint('search/subject'), {
          subject: {},
          resource: { type: 'record', id: 'record-1' },
        })
        .expect(400);
      expect(body.error.message).toMatch(/'subject.type'.*'action'/s);
    });
  });

  it('offers no search for sets it does not have', async () => {
    const { body } = await request(portal.server)
      .get('/.well-known/authzen-configuration/api/policies/sets/nothing')
      .expect(200);
    expect(body).not.toHaveProperty('search_subject_endpoint');
  });
});
