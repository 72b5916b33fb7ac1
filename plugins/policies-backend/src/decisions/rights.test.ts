import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  Conditions,
  readRequest,
  setFiles,
  SetsFolder,
  startPortal,
} from '../__testUtils__';

jest.setTimeout(60_000);

describe('rights to decisions', () => {
  const folder = new SetsFolder();
  const conditions = new Conditions();
  let portal: Awaited<ReturnType<typeof startPortal>>;

  beforeAll(async () => {
    // Its name is part of a word that the portal says to itself.
    folder.write('one', setFiles('one', { type: 'one' }));
    portal = await startPortal([folder.path], {
      features: [conditions.feature],
    });
    await portal
      .as('ann')
      .post('/access/v1/evaluation', readRequest('alice', {}, 'one'))
      .expect(200);
  });

  afterAll(async () => {
    await portal.stop();
    folder.dispose();
  });

  it('are asked for wherever decisions are told, whatever sets are called', async () => {
    const overview = async () =>
      (await portal.as('ben').get('/overview').expect(200)).body;
    expect((await overview()).recentDecisions).toHaveLength(1);
    conditions.set({ 'policies.decision.read': AuthorizeResult.DENY });
    await portal.as('ben').get('/decisions').expect(403);
    expect(await overview()).toMatchObject({
      recentDecisions: [],
      counts: { sets: 1, decisions24h: 0, denied24h: 0, leftOut24h: 0 },
    });
  });

  it('are asked for wherever decisions are made, in the playground as at every door', async () => {
    conditions.set({ 'policies.decision.evaluate': AuthorizeResult.DENY });
    const request = readRequest('alice', {}, 'one');
    for (const [path, body] of [
      ['/access/v1/evaluation', request],
      ['/access/v1/evaluations', { evaluations: [request] }],
      ['/playground/live', { set: 'one', request }],
    ] as const) {
      const { body: answer } = await portal
        .as('ben')
        .post(path, body)
        .expect(403);
      expect(answer.error.message).toContain('policies.decision.evaluate');
    }
  });
});
