import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import {
  ChangeDetail,
  ChangeDifference,
} from '@internal/plugin-policies-common';
import { until } from '@internal/plugin-policies-node/testUtils';
import {
  changeActions,
  checked,
  filesOf,
  seenOf,
} from './__testUtils__/changeActions';
import {
  createCompany,
  setFiles,
  SetsFolder,
  readRequest,
  startPortal,
} from './__testUtils__/portal';

type Portal = Awaited<ReturnType<typeof startPortal>>;

describe.each(TestDatabases.create().eachSupportedId())(
  'changes on %s',
  databaseId => {
    const folder = new SetsFolder();
    const company = createCompany();
    let portal: Portal;

    const { propose, approve, publish, active } = changeActions(() => portal);
    const decide = async (amount: number) =>
      (
        await portal
          .post('/access/v1/evaluation', readRequest('alice', { amount }))
          .expect(200)
      ).body.decision;

    afterAll(async () => {
      await portal.stop();
      folder.dispose();
    });
    // They end after what works in them.
    const databases = TestDatabases.create();

    beforeAll(async () => {
      folder.write('records', setFiles('records'));
      portal = await startPortal([folder.path], {
        knex: await databases.init(databaseId),
        features: company.features,
        policies: {
          changes: {
            approvals: {
              fallback: 'group:default/platform',
              regulations: [
                { regulation: 'MiCA*', group: 'group:default/compliance' },
              ],
            },
          },
        },
      });
    });

    it('goes from a proposal over review and publication back to what was', async () => {
      expect(await decide(150)).toBe(false);
      const before = await active();
      const draft = await propose('ann', filesOf('records', { limit: 200 }), {
        submit: false,
      });
      expect(draft).toMatchObject({
        state: 'draft',
        base: before,
        author: 'user:default/ann',
        owner: 'group:default/testers',
        checks: { pending: 0, failed: 0, passed: 5 },
        may: { edit: true, review: false, publish: false },
      });
      expect(
        draft.checkResults.map(({ name, state }) => `${name} ${state}`),
      ).toEqual([
        'validation passed',
        'cases passed',
        'native-tests skipped',
        'house-rules passed',
        'impact passed',
      ]);
      expect(draft.impact).toMatchObject({
        replayed: 1,
        opened: 1,
        closed: 0,
        examples: [{ before: false, after: true, policiesAfter: ['read'] }],
      });
      await publish('ann', draft).expect(409);

      await portal
        .as('ann')
        .post(`/changes/${draft.id}/submit`, { version: draft.version })
        .expect(200);
      const submitted = await checked(portal, draft.id);
      expect(submitted).toMatchObject({
        state: 'in-review',
        requirements: [{ reason: 'owner', group: 'group:default/testers' }],
        approvals: { given: 0, needed: 1 },
      });
      expect(company.sent).toContainEqual(
        expect.objectContaining({
          recipients: expect.objectContaining({
            entityRef: ['group:default/testers'],
          }),
          payload: expect.objectContaining({
            title: 'Review wanted: Raise the limit',
            link: `/changes/${draft.id}`,
          }),
        }),
      );

      const own = await approve('ann', submitted).expect(409);
      expect(own.body.error.message).toContain('nobody approves');
      const early = await publish('ann', submitted).expect(409);
      expect(early.body.error.message).toContain(`It waits for 'testers'`);
      const strangers = await approve('cid', submitted).expect(200);
      expect(strangers.body.state).toBe('in-review');
      const { body: approved } = await approve('ben', strangers.body).expect(
        200,
      );
      expect(approved).toMatchObject({
        state: 'approved',
        blocks: [],
        requirements: [{ approvedBy: 'user:default/ben' }],
      });
      await publish('ann', submitted).expect(409);
      expect(await decide(150)).toBe(false);
      const { body: published } = await publish('ann', approved).expect(200);
      expect(published).toMatchObject({
        state: 'published',
        publishedBy: 'user:default/ann',
        replaced: before,
        may: { rollBack: true },
      });
      expect(await decide(150)).toBe(true);
      expect(await active()).toBe(draft.revision);
      await publish('ann', published).expect(409);

      // The source still holds what it held: it does not take the set back.
      await portal.refresh();
      expect(await active()).toBe(draft.revision);

      const rollBack = (from: string, to: string) =>
        portal.as('ben').post('/sets/records/rollback', {
          from,
          to,
          reason: 'Too generous',
        });
      await rollBack(before, draft.revision).expect(409);
      await rollBack(draft.revision, 'f'.repeat(64)).expect(404);
      await rollBack(draft.revision, before).expect(200);
      expect(await decide(150)).toBe(false);
      const after = await checked(portal, draft.id);
      expect(after.state).toBe('rolled-back');
      const history = await portal.get('/sets/records/history').expect(200);
      expect(history.body.items).toMatchObject([
        {
          sequence: 3,
          kind: 'rolled-back',
          revision: before,
          previous: draft.revision,
          by: 'user:default/ben',
          reason: 'Too generous',
        },
        {
          sequence: 2,
          kind: 'published',
          revision: draft.revision,
          previous: before,
          change: draft.id,
        },
        { sequence: 1, kind: 'registered', revision: before },
      ]);
      expect(company.signals.length).toBeGreaterThan(0);

      // What is active is what the source holds: the source leads again.
      folder.write('records', setFiles('records', { limit: 150 }));
      await portal.refresh();
      expect(await decide(150)).toBe(true);
      folder.write('records', setFiles('records'));
      await portal.refresh();
      expect(await active()).toBe(before);
    });

    it('drops approvals at a push, takes rejections up again, and tells what differs', async () => {
      const change = await propose('ann', filesOf('records', { limit: 300 }));
      const { body: approved } = await approve('ben', change).expect(200);
      const silent = await portal
        .as('ben')
        .post(`/changes/${change.id}/reviews`, {
          verdict: 'reject',
          ...seenOf(change),
        })
        .expect(400);
      expect(silent.body.error.message).toContain('say why');
      const files = filesOf(
        'records',
        { limit: 5 },
        {
          'policies/more.cedar':
            'forbid (principal, action == Action::"delete", resource);\n',
          'policy-set.yaml': setFiles('records')['policy-set.yaml'].replace(
            'regulations: [GDPR] }',
            'regulations: [GDPR] }\n    - { name: more, title: No deleting, regulations: [MiCA Art. 2] }',
          ),
        },
      );
      const stale = await portal
        .as('ann')
        .post(`/changes/${change.id}/pushes`, { version: 1, files })
        .expect(409);
      expect(stale.body.error.message).toContain('someone else');
      await portal
        .as('ann')
        .post(`/changes/${change.id}/pushes`, {
          version: approved.version,
          files,
        })
        .expect(200);
      const pushed = await checked(portal, change.id);
      expect(pushed).toMatchObject({
        state: 'in-review',
        reviews: [{ verdict: 'approve', dropped: true }],
        pushes: [{ number: 1 }, { number: 2 }],
        requirements: [
          { group: 'group:default/testers' },
          { group: 'group:default/compliance', reason: 'regulation' },
        ],
      });
      expect(pushed.checkResults).toContainEqual(
        expect.objectContaining({
          name: 'cases',
          state: 'failed',
          summary: '1 of 2 cases pass',
          log: [expect.stringContaining(`'owners read'`)],
        }),
      );
      expect(pushed.checkResults).toContainEqual(
        expect.objectContaining({
          name: 'house-rules',
          state: 'failed',
          log: expect.arrayContaining([
            expect.stringContaining(`no case expects policy 'more'`),
          ]),
        }),
      );
      const { body } = await portal.get(`/changes/${change.id}/difference`);
      const difference: ChangeDifference = body;
      expect(
        difference.files.map(({ path, status }) => `${path} ${status}`),
      ).toEqual([
        'policies/more.cedar added',
        'policies/read.cedar changed',
        'policy-set.yaml changed',
      ]);
      expect(difference.files[1].hunks[0].lines).toContainEqual({
        kind: 'added',
        text: 'when { resource.owner == principal && resource.amount <= 5 };',
        after: 2,
      });
      expect(difference.policies).toMatchObject([
        { policy: 'read', status: 'changed', aspects: ['rule'] },
        { policy: 'more', status: 'added' },
      ]);
      expect(difference.cases).toMatchObject([
        { name: 'owners read', status: 'flipped' },
      ]);
      // 'delete' is told by the statement alone: no case and no logged decision is about it.
      expect(difference.actions).toEqual(['delete', 'read']);
      expect(difference.resourceTypes).toEqual(['record']);

      await portal
        .as('ben')
        .post(`/changes/${change.id}/comments`, {
          body: 'Why five?',
          file: 'policies/read.cedar',
          line: 2,
        })
        .expect(200);
      const { body: rejected } = await portal
        .as('ben')
        .post(`/changes/${change.id}/reviews`, {
          verdict: 'reject',
          ...seenOf(pushed),
          body: 'It breaks the owners.',
        })
        .expect(200);
      expect(rejected).toMatchObject({
        state: 'rejected',
        comments: [{ body: 'Why five?', line: 2 }],
        blocks: expect.arrayContaining([
          expect.objectContaining({ reason: 'rejected' }),
        ]),
      });
      const { body: again } = await portal
        .as('ann')
        .post(`/changes/${change.id}/pushes`, {
          version: rejected.version,
          files: filesOf('records', { limit: 50 }),
        })
        .expect(200);
      expect(again.state).toBe('in-review');
      const { body: withdrawn } = await portal
        .as('ann')
        .post(`/changes/${change.id}/withdraw`, {
          version: (await checked(portal, change.id)).version,
          reason: 'Not needed',
        })
        .expect(200);
      expect(withdrawn).toMatchObject({
        state: 'withdrawn',
        blocks: expect.arrayContaining([
          expect.objectContaining({ message: 'It was withdrawn.' }),
        ]),
      });
      await portal
        .as('ann')
        .post(`/changes/${change.id}/publish`, {
          version: withdrawn.version,
          rollout: 'full',
        })
        .expect(409);
    });

    it('lets one of two changes win, and has the other rebased', async () => {
      const manifest = setFiles('records')['policy-set.yaml'];
      const first = await propose(
        'ann',
        filesOf(
          'records',
          {},
          {
            'policy-set.yaml': manifest.replace('[small]', '[tiny]'),
          },
        ),
        { title: 'First' },
      );
      const second = await propose('ann', filesOf('records', { limit: 70 }), {
        title: 'Second',
      });
      const third = await propose(
        'ann',
        filesOf(
          'records',
          {},
          {
            'policy-set.yaml': manifest.replace('[small]', '[large]'),
          },
        ),
        { title: 'Third' },
      );
      const ready = await Promise.all(
        [first, second, third].map(async change => {
          const { body } = await approve('ben', change).expect(200);
          return body as ChangeDetail;
        }),
      );
      const answers = await Promise.all([
        publish('ann', ready[0]),
        publish('ben', ready[1]),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      const loser = answers.find(({ status }) => status === 409)!;
      expect(loser.body.error.message).toMatch(/rebase/i);

      const [lost] = ready.filter((_, index) => answers[index]?.status === 409);
      const stale = await checked(portal, lost.id);
      expect(stale).toMatchObject({
        baseMoved: true,
        blocks: [{ reason: 'base-moved' }],
      });
      const { body: rebased } = await portal
        .as('ann')
        .post(`/changes/${lost.id}/rebase`, { version: stale.version })
        .expect(200);
      expect(rebased).toMatchObject({
        outcome: 'rebased',
        change: { baseMoved: false, state: 'in-review' },
      });
      await checked(portal, lost.id);
      const { body: files } = await portal.get(
        `/changes/${lost.id}/difference`,
      );
      expect(files.files).toHaveLength(1);
      const { body: approved } = await approve('ben', rebased.change).expect(
        200,
      );
      await publish('ann', approved).expect(200);

      const conflicts = await portal
        .as('ann')
        .post(`/changes/${ready[2].id}/rebase`, { version: ready[2].version })
        .expect(200);
      expect(conflicts.body).toMatchObject({
        outcome: 'conflicts',
        base: await active(),
        conflicts: [{ path: 'policy-set.yaml', conflicts: 1 }],
      });
      expect(conflicts.body.conflicts[0].content).toMatch(
        /<<<<<<< active\n.*\[tiny\].*\n=======\n.*\[large\].*\n>>>>>>> proposed/,
      );
    });

    it('asks the owners of consumers whose decisions flip', async () => {
      // The shop asks, as a service does.
      await portal
        .post('/access/v1/evaluation', readRequest('alice', { amount: 40 }))
        .set(
          'authorization',
          mockCredentials.service.header({
            onBehalfOf: mockCredentials.service(
              'external:component:default/shop',
            ),
            targetPluginId: 'policies',
          }),
        )
        .expect(200);
      const { id } = await propose('ann', filesOf('records', { limit: 30 }));
      // What follows from the last check is written a moment after it ended.
      const change = await until<ChangeDetail>(
        async () => (await portal.get(`/changes/${id}`)).body,
        ({ requirements }) => requirements.length >= 2,
      );
      expect(change.requirements).toEqual([
        expect.objectContaining({
          reason: 'owner',
          group: 'group:default/testers',
        }),
        {
          reason: 'consumer',
          group: 'group:default/payers',
          because: `It owns 'shop', for which 1 logged decision would flip.`,
        },
      ]);
      const { body: halfway } = await approve('ben', change).expect(200);
      expect(halfway.state).toBe('in-review');
      const { body: approved } = await approve('cid', halfway).expect(200);
      expect(approved.state).toBe('approved');
      await portal
        .as('ann')
        .post(`/changes/${change.id}/withdraw`, {
          version: approved.version,
          reason: 'Only a question',
        })
        .expect(200);
    });

    it('evaluates a shadow beside what serves, and publishes it afterwards', async () => {
      const { id } = await propose(
        'ann',
        filesOf('records', { limit: 1_000 }),
        {
          title: 'Shadowed',
        },
      );
      const change = await checked(portal, id);
      const { body: shadowed } = await portal
        .as('ann')
        .post(`/changes/${id}/publish`, {
          version: change.version,
          rollout: 'shadow',
        })
        .expect(200);
      expect(shadowed).toMatchObject({ shadow: true, state: 'in-review' });
      const other = await checked(
        portal,
        (
          await propose('ann', filesOf('records', { limit: 900 }), {
            title: 'Another',
          })
        ).id,
      );
      const second = await portal
        .as('ann')
        .post(`/changes/${other.id}/publish`, {
          version: other.version,
          rollout: 'shadow',
        })
        .expect(409);
      expect(second.body.error.message).toContain(
        `change ${id} is evaluated beside policy set 'records' already`,
      );
      const report = await until(
        async () => {
          expect(await decide(900)).toBe(false);
          expect(await decide(10)).toBe(true);
          return (await portal.get(`/changes/${id}`)).body.shadowReport;
        },
        ({ differed }) => differed,
      );
      expect(report).toMatchObject({
        compared: expect.any(Number),
        failed: 0,
        examples: expect.arrayContaining([
          expect.objectContaining({
            before: false,
            after: true,
            policiesAfter: ['read'],
          }),
        ]),
      });
      const { body: approved } = await approve('ben', shadowed).expect(200);
      const { body: published } = await publish('ann', approved).expect(200);
      expect(published).toMatchObject({ shadow: false, state: 'published' });
      expect(await decide(900)).toBe(true);
    });

    it('makes a new set, which no source takes away', async () => {
      const created = await propose(
        'fred',
        filesOf(
          'notes',
          { type: 'note' },
          {
            'policy-set.yaml': setFiles('notes', { type: 'note' })[
              'policy-set.yaml'
            ].replace('group:default/testers', 'lonely'),
          },
        ),
        { set: 'notes', title: 'A new set' },
      );
      expect(created).toMatchObject({
        owner: 'group:default/lonely',
        requirements: [{ reason: 'fallback', group: 'group:default/platform' }],
      });
      expect(created.requirements[0].because).toBe(
        `It stands in for 'lonely': its only members wrote the change.`,
      );
      const { body: approved } = await approve('eve', created).expect(200);
      await publish('eve', approved).expect(200);
      await portal.refresh();
      const { body } = await portal.post(
        '/access/v1/evaluation',
        readRequest('alice', {}, 'note'),
      );
      expect(body).toMatchObject({ decision: true, context: { set: 'notes' } });
    });

    it('opens a change when the source of a set moves on', async () => {
      folder.write('records', setFiles('records', { limit: 77 }));
      const before = await active();
      await portal.refresh();
      expect(await active()).toBe(before);
      const { body } = await portal.get(
        '/changes?set=records&state=in-review&query=new%20content',
      );
      expect(body).toMatchObject({
        total: 1,
        states: { 'in-review': expect.any(Number) },
        items: [
          { origin: 'source', title: expect.stringContaining(folder.path) },
        ],
      });
      await portal.refresh();
      const again = await portal.get(
        '/changes?set=records&query=new%20content',
      );
      expect(again.body.total).toBe(1);
    });

    it.each([
      [{ set: 'records', title: 'x', files: filesOf('records') }, 400, 'title'],
      [
        { set: 'records', title: 'Nothing new', files: filesOf('others') },
        400,
        'a set keeps its name',
      ],
      [
        {
          set: 'records',
          title: 'Escape',
          files: [{ path: '../../etc/passwd', content: '' }],
        },
        400,
        'stays inside the folder',
      ],
      [
        {
          set: 'records',
          title: 'Too many',
          files: Array.from({ length: 10_000 }, (_, n) => ({
            path: `f${n}`,
            content: '',
          })),
        },
        400,
        'files',
      ],
      [
        {
          set: 'records',
          title: 'No manifest',
          files: [{ path: 'a', content: '' }],
        },
        400,
        `there is no 'policy-set.yaml'`,
      ],
      [
        {
          set: 'records',
          title: 'Unknown base',
          files: filesOf('records', { limit: 1 }),
          base: 'f'.repeat(64),
        },
        400,
        `has no revision 'ffffffffffff'`,
      ],
    ])('refuses %#', async (body, status, message) => {
      const answer = await portal
        .as('ann')
        .post('/changes', body)
        .expect(status);
      expect(answer.body.error.message).toContain(message);
    });
  },
);
