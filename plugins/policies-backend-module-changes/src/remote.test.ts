import { ChangeDetail } from '@internal/plugin-policies-common';
import { until } from '@internal/plugin-policies-node/testUtils';
import { seenOf } from './__testUtils__/changeActions';
import {
  createCompany,
  RemoteControlledEngine,
  setFiles,
  SetsFolder,
  startPortal,
} from './__testUtils__/portal';

const filesOf = (limit: number): Record<string, string> => {
  const { 'policies/read.cedar': policy, ...rest } = setFiles('records', {
    engine: 'remote',
    limit,
  });
  delete rest['schema.cedarschema'];
  return { ...rest, 'policies/read.remote': policy };
};

describe('changes of a set of a remote engine', () => {
  const folder = new SetsFolder();
  const engine = new RemoteControlledEngine();
  let portal: Awaited<ReturnType<typeof startPortal>>;

  const read = async (id: string): Promise<ChangeDetail> =>
    (await portal.as('ann').get(`/changes/${id}`)).body;
  const untilChange = (id: string, done: (change: ChangeDetail) => boolean) =>
    until(() => read(id), done);
  const active = async () =>
    (await portal.get('/sets/records')).body.revision as string;
  const propose = async (limit: number): Promise<ChangeDetail> => {
    const { body } = await portal
      .as('ann')
      .post('/changes', {
        set: 'records',
        title: 'Raise the limit',
        submit: true,
        files: Object.entries(filesOf(limit)).map(([path, content]) => ({
          path,
          content,
        })),
      })
      .expect(201);
    return untilChange(body.id, ({ checks }) => !checks.pending);
  };

  beforeAll(async () => {
    folder.write('records', filesOf(100));
    portal = await startPortal([folder.path], {
      features: [...createCompany().features, engine.feature],
      policies: {
        engines: { remote: {} },
        changes: { houseRules: { casePerPolicy: 'off' } },
      },
    });
  });
  afterAll(async () => {
    await portal.stop();
    folder.dispose();
  });

  it('switches only when the engine shows that it holds the revision', async () => {
    engine.answer = async count =>
      Array.from({ length: count }, (_, index) => ({
        outcome: index ? 'deny' : 'allow',
        policies: index ? [] : ['read'],
        durationUs: 1,
      }));
    const before = await active();
    const change = await propose(200);
    const { body: approved } = await portal
      .as('ben')
      .post(`/changes/${change.id}/reviews`, {
        verdict: 'approve',
        ...seenOf(change),
      })
      .expect(200);
    expect(approved.blocks).toEqual([]);
    const publish = () =>
      portal
        .as('ann')
        .post(`/changes/${change.id}/publish`, { version: approved.version });

    engine.held = { state: 'missing', message: 'it lost it' };
    const lost = await publish().expect(503);
    expect(lost.body.error.message).toMatch(
      /does not hold the new revision .* the old one stays active: it lost it/,
    );
    engine.held = { state: 'in-sync' };
    engine.health = 'down';
    await publish().expect(503);
    expect(await active()).toBe(before);
    expect((await read(change.id)).state).toBe('approved');
    engine.health = 'up';
    const published = await until(publish, ({ status }) => status !== 503);
    expect(published.status).toBe(200);
    expect(await active()).toBe(change.revision);
  });

  it('says when nobody can approve, and how to go on', async () => {
    const files = Object.entries(filesOf(250)).map(([path, content]) => ({
      path,
      content: content
        .replaceAll('records', 'orphans')
        .replace('group:default/testers', 'group:default/empty'),
    }));
    const { body } = await portal
      .as('ann')
      .post('/changes', {
        set: 'orphans',
        title: 'A set of nobody',
        submit: true,
        files,
      })
      .expect(201);
    const change = await untilChange(
      body.id,
      ({ checks, requirements }) => !checks.pending && requirements.length > 0,
    );
    expect(change.blocks).toContainEqual({
      reason: 'nobody-can-approve',
      message: `'empty' cannot approve: it has no members.`,
      help: expect.stringContaining('policies.changes.approvals.fallback'),
    });
  });

  it('tells a check that could not be told from one that failed, and runs it again', async () => {
    engine.health = 'down';
    const change = await propose(300);
    expect(change.checkResults).toContainEqual(
      expect.objectContaining({
        name: 'validation',
        state: 'error',
        summary: 'It could not be told; run it again',
        log: ['it cannot be reached'],
      }),
    );
    engine.health = 'up';
    await portal
      .as('ann')
      .post(`/changes/${change.id}/checks`, { checks: ['validation', 'cases'] })
      .expect(200);
    const again = await untilChange(change.id, ({ checks }) => !checks.pending);
    expect(
      again.checkResults
        .filter(({ name }) => ['validation', 'cases'].includes(name))
        .map(({ state }) => state),
    ).toEqual(['passed', 'passed']);
  });
});
