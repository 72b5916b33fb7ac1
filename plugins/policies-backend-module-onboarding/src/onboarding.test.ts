import { execFileSync, spawn } from 'child_process';
import { once } from 'events';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { buffer } from 'stream/consumers';
import {
  Board,
  ChangeDetail,
  Journey,
  JourneyPreview,
} from '@internal/plugin-policies-common';
import archiver from 'archiver';
import { until } from '@internal/plugin-policies-node/testUtils';
import { seenOf } from '@internal/plugin-policies-backend-module-changes/testUtils';
import {
  createCompany,
  setFiles,
  SetsFolder,
  startPortal,
} from './__testUtils__/portal';

type Portal = Awaited<ReturnType<typeof startPortal>>;

async function zipOf(files: Record<string, string>): Promise<Buffer> {
  const archive = archiver('zip', { zlib: { level: 9 } });
  for (const [name, content] of Object.entries(files)) {
    archive.append(content, { name });
  }
  archive.finalize();
  return buffer(archive);
}

/** Writes other bytes of the same length over a name in a zip. */
function renamed(zip: Buffer, from: string, to: string): Buffer {
  return Buffer.from(zip.toString('latin1').replaceAll(from, to), 'latin1');
}

describe.each(TestDatabases.create().eachSupportedId())(
  'onboarding on %s',
  databaseId => {
    const databases = TestDatabases.create();
    const folder = new SetsFolder();
    const company = createCompany();
    const bare = join(folder.path, 'host.git');
    let portal: Portal;

    const create = async (
      fields: Record<string, string> = {},
      person = 'ann',
    ): Promise<Journey> =>
      (await portal.as(person).post('/journeys', { fields }).expect(201)).body;
    const save = (
      id: string,
      person: string,
      ...changes: Array<{
        field: string;
        value: string | null;
        version: number;
      }>
    ) => portal.as(person).patch(`/journeys/${id}`, { changes });
    const preview = async (id: string): Promise<JourneyPreview> =>
      (await portal.as('ann').post(`/journeys/${id}/preview`, {}).expect(200))
        .body;
    const bring = (id: string, zip: Buffer) =>
      portal.as('ann').postRaw(`/journeys/${id}/files`, 'application/zip', zip);

    /** A change whose checks ended and what follows from them is settled. */
    const checked = (id: string): Promise<ChangeDetail> =>
      until<ChangeDetail>(
        async () => (await portal.get(`/changes/${id}`)).body,
        ({ checks, requirements }) => !checks.pending && requirements.length,
      );

    const entities = async (): Promise<Entity[]> =>
      (await portal.get('/journeys/entities').expect(200)).body.items;

    const answers = {
      domain: 'payouts',
      domainTitle: 'Payouts',
      owner: 'group:default/testers',
      title: 'Payouts',
      set: 'payouts',
      start: 'template',
      template: 'four-eyes',
      engine: 'cedar',
      runbook: 'https://runbooks.example/payouts',
    };

    beforeAll(async () => {
      folder.write('records', setFiles('records'));
      portal = await startPortal([folder.path], {
        knex: await databases.init(databaseId),
        features: company.features,
        policies: {
          onboarding: { repository: { remote: bare, create: true } },
          changes: { approvals: { fallback: 'group:default/platform' } },
        },
      });
    });
    afterAll(async () => {
      await portal.stop();
      folder.dispose();
    });

    it('brings a domain that does not exist to a green decision', async () => {
      const { id } = await create();
      const { problems } = await preview(id);
      expect(problems.map(({ step }) => step)).toEqual([
        'domain',
        'domain',
        'subject',
        'subject',
        'engine',
        'subject',
      ]);
      await portal.as('ann').post(`/journeys/${id}/change`, {}).expect(400);
      await save(
        id,
        'ann',
        ...Object.entries(answers).map(([field, value]) => ({
          field,
          value,
          version: 0,
        })),
      ).expect(200);
      const ready = await preview(id);
      expect(ready).toMatchObject({ problems: [], diagnostics: [] });
      expect(ready.cases.map(({ status }) => status)).not.toContain('failed');
      expect(ready.cases.length).toBeGreaterThan(3);
      const manifest = ready.files.find(
        ({ path }) => path === 'policy-set.yaml',
      )!.content;
      expect(manifest).toContain('runbook: https://runbooks.example/payouts');

      // What a person writes over the template is what counts.
      const policy = ready.files.find(({ path }) => path.endsWith('.cedar'))!;
      await save(id, 'ben', {
        field: `file:${policy.path}`,
        value: 'permit (',
        version: 0,
      });
      expect((await preview(id)).diagnostics).toContainEqual(
        expect.objectContaining({ severity: 'error', file: policy.path }),
      );
      await save(id, 'ben', {
        field: `file:${policy.path}`,
        value: policy.content,
        version: 1,
      });

      let board: Board = (await portal.get('/journeys').expect(200)).body;
      expect(board.items[0]).toMatchObject({
        domain: 'domain:default/payouts',
        stage: 'started',
        journey: id,
      });
      const { body: change } = await portal
        .as('ann')
        .post(`/journeys/${id}/change`, { description: 'We pay out.' })
        .expect(200);
      expect(change).toMatchObject({
        title: 'Onboard Payouts',
        state: 'in-review',
        origin: 'journey',
        set: 'payouts',
      });
      // Nothing comes into the catalog before it is published.
      expect(await entities()).toEqual([]);
      const reviewed = await checked(change.id);
      expect(reviewed.checks.failed).toBe(0);
      board = (await portal.get('/journeys').expect(200)).body;
      expect(board.items[0].stage).toBe('validating');

      // Ben wrote a file of it: it is not for him to approve, and nobody else of the group is left.
      expect(reviewed.pushes).toMatchObject([
        {
          author: 'user:default/ann',
          authors: ['user:default/ann', 'user:default/ben'],
        },
      ]);
      expect(reviewed.requirements).toMatchObject([
        { reason: 'fallback', group: 'group:default/platform' },
      ]);
      const approve = (person: string) =>
        portal.as(person).post(`/changes/${change.id}/reviews`, {
          verdict: 'approve',
          ...seenOf(change),
        });
      await approve('ben').expect(409);
      const { body: approved } = await approve('eve').expect(200);
      expect(approved.state).toBe('approved');
      await portal
        .as('ann')
        .post(`/changes/${change.id}/publish`, { version: approved.version })
        .expect(200);
      expect(await entities()).toMatchObject([
        {
          kind: 'Domain',
          metadata: { name: 'payouts', title: 'Payouts' },
          spec: { owner: 'group:default/testers' },
        },
      ]);

      // What the catalog has of it is settled now; a change of the set changes it.
      const { body: published } = await portal.get(`/journeys/${id}`);
      expect(published).toMatchObject({ published: change.id });
      // Consumers that were chosen stay until their catalog files say so, whatever drafts say of the set.
      await save(id, 'ann', {
        field: 'consumers',
        value: JSON.stringify(['component:default/promo-engine']),
        version: published.fields.consumers?.version ?? 0,
      }).expect(200);
      await create({
        ...answers,
        set: 'payouts',
        consumers: JSON.stringify(['component:default/shop']),
      });
      const { body: card } = await portal
        .get('/sets/payouts/scorecard')
        .expect(200);
      expect(card.intended).toEqual(['component:default/promo-engine']);
      expect(card.checklist).toContainEqual(
        expect.objectContaining({
          id: 'consumers',
          state: 'todo',
          detail: 'Waiting for the annotation in promo-engine',
        }),
      );
      const refused = await save(id, 'ann', {
        field: 'owner',
        value: 'group:default/payers',
        version: published.fields.owner.version,
      }).expect(409);
      expect(refused.body.error.message).toContain('propose a change');
      await save(id, 'ann', {
        field: 'consumers',
        value: '[]',
        version: 0,
      }).expect(200);
      await portal.as('ann').delete(`/journeys/${id}`).expect(409);
      const green = ready.cases.find(({ decision }) => decision)!.case;
      const { body: decision } = await portal
        .post('/access/v1/evaluation', green.request)
        .expect(200);
      expect(decision).toMatchObject({
        decision: true,
        context: { set: 'payouts' },
      });
      board = (await portal.get('/journeys').expect(200)).body;
      const row = board.items.find(({ set }) => set === 'payouts')!;
      expect(row).toMatchObject({ stage: 'piloting', journey: id });
      expect(
        Object.fromEntries(
          row.checklist.map(({ id: key, state }) => [key, state]),
        ),
      ).toEqual({
        owner: 'done',
        validates: 'done',
        cases: 'done',
        coverage: 'done',
        'stale-cases': 'done',
        consumers: 'todo',
        'first-decisions': 'todo',
        callers: 'done',
        drift: 'done',
        runbook: 'done',
      });
      expect(board.stages.piloting).toBeGreaterThan(0);
    });

    it("uses the domain's own names of actions", async () => {
      const { id } = await create({
        ...answers,
        domain: 'releases',
        title: 'Releases',
        set: 'releases',
        resourceType: 'release',
      });
      // Of this template, and of one that was chosen before.
      await save(
        id,
        'ben',
        { field: 'action:approve', value: 'release, grant', version: 0 },
        { field: 'action:send', value: 'wire', version: 0 },
      ).expect(200);
      const own = await preview(id);
      expect(own).toMatchObject({ problems: [], diagnostics: [] });
      expect(own.cases.map(({ status }) => status)).not.toContain('failed');
      expect(
        [
          ...new Set(own.cases.map(result => result.case.request.action.name)),
        ].sort(),
      ).toEqual(['grant', 'release', 'withdraw']);
      for (const [index, [value, message]] of [
        ['release, withdraw', `two actions would be called 'withdraw'`],
        ['re*', 'What may be done: an action begins with a letter'],
      ].entries()) {
        await save(id, 'ben', {
          field: 'action:approve',
          value,
          version: index + 1,
        }).expect(200);
        expect((await preview(id)).problems).toMatchObject([
          {
            step: 'subject',
            field: 'action:approve',
            message: expect.stringContaining(message),
          },
        ]);
      }
      // It shows at once, not only when all the rest is answered.
      await save(id, 'ben', { field: 'engine', value: '', version: 1 });
      expect((await preview(id)).problems).toMatchObject([
        { step: 'engine' },
        { step: 'subject', message: expect.stringContaining('What may be') },
      ]);
    });

    it('tells from evidence when a set is live, and who asks without saying so', async () => {
      const ask = (caller: string) =>
        portal
          .post('/access/v1/evaluation', {
            subject: { type: 'user', id: 'alice' },
            action: { name: 'read' },
            resource: { type: 'record', id: 'r1' },
          })
          .set(
            'authorization',
            mockCredentials.service.header({
              onBehalfOf: mockCredentials.service(`external:${caller}`),
              targetPluginId: 'policies',
            }),
          )
          .expect(200);
      const card = async (): Promise<Record<string, string>> => {
        const { body } = await portal
          .get('/sets/records/scorecard')
          .expect(200);
        return Object.fromEntries([
          ['stage', body.stage],
          ...body.checklist.map((item: { id: string; state: string }) => [
            item.id,
            item.state,
          ]),
        ]);
      };
      expect(await card()).toMatchObject({
        stage: 'piloting',
        consumers: 'done',
        'first-decisions': 'todo',
      });
      await ask('component:default/shop');
      expect(await card()).toMatchObject({
        stage: 'live',
        'first-decisions': 'done',
        callers: 'done',
      });
      await ask('component:default/kiosk');
      expect(await card()).toMatchObject({
        stage: 'needs-attention',
        callers: 'attention',
      });
      await portal.get('/sets/nothing/scorecard').expect(404);
    });

    it('says nothing of consumers that a draft chose for a set it did not bring', async () => {
      const { body: before } = await portal
        .get('/sets/records/scorecard')
        .expect(200);
      await create({
        ...answers,
        set: 'records',
        consumers: JSON.stringify(['component:default/promo-engine']),
      });
      const { body } = await portal.get('/sets/records/scorecard').expect(200);
      expect(body).toEqual(before);
      expect(body.intended).toEqual([]);
    });

    it('goes on with a journey that was begun and never written in', async () => {
      const first = await create({}, 'cleo');
      expect((await create({}, 'cleo')).id).toBe(first.id);
      expect((await create({}, 'ben')).id).not.toBe(first.id);
      await save(first.id, 'cleo', {
        field: 'title',
        value: 'Payouts of partners',
        version: 0,
      }).expect(200);
      expect((await create({}, 'cleo')).id).not.toBe(first.id);
    });

    it('has the people of a new group approve, and refuses types of others', async () => {
      const { id } = await create({
        ...answers,
        domain: 'notes',
        domainTitle: 'Notes',
        owner: 'group:default/note-takers',
        ownerTitle: 'Note takers',
        ownerMembers: JSON.stringify(['user:default/ann', 'user:default/cid']),
        title: 'Notes',
        set: 'notes',
        resourceType: 'record',
      });
      const { body: change } = await portal
        .as('ann')
        .post(`/journeys/${id}/change`, {})
        .expect(200);
      const body = await checked(change.id);
      expect(body.requirements).toMatchObject([
        { group: 'group:default/note-takers', reason: 'owner' },
      ]);
      expect(body.checkResults).toContainEqual(
        expect.objectContaining({
          name: 'house-rules',
          state: 'failed',
          log: expect.arrayContaining([
            expect.stringContaining(
              `resource type 'record' is decided by policy set 'records'`,
            ),
          ]),
        }),
      );
      // The group and its people are part of what reviewers see, and of nothing else yet.
      const { body: difference } = await portal
        .get(`/changes/${change.id}/difference`)
        .expect(200);
      expect(JSON.stringify(difference.files)).toContain('user:default/cid');
      expect(JSON.stringify(await entities())).not.toContain('note-takers');
      // Taken up again, the journey pushes to the same change.
      await save(id, 'ann', {
        field: 'resourceType',
        value: 'note',
        version: 1,
      }).expect(200);
      const { body: pushed } = await portal
        .as('ann')
        .post(`/journeys/${id}/change`, {})
        .expect(200);
      expect(pushed).toMatchObject({ id: change.id, pushes: [{}, {}] });
    });

    it('ends as a branch of a repository instead, with its workflow and code owners', async () => {
      const { id } = await create({
        ...answers,
        domain: 'grants',
        title: 'Grants',
        set: 'grants',
        resourceType: 'Grant',
      });
      const { body } = await portal
        .as('ann')
        .post(`/journeys/${id}/branch`, {})
        .expect(200);
      expect(body).toMatchObject({
        branch: `onboard-grants-${id}-1`,
        state: 'open',
      });
      const git = (...args: string[]) =>
        execFileSync('git', ['--git-dir', bare, ...args], { encoding: 'utf8' });
      expect(
        git('ls-tree', '-r', '--name-only', body.commit).trim().split('\n'),
      ).toEqual(
        expect.arrayContaining([
          '.github/check-policies.mjs',
          '.github/workflows/policies.yaml',
          'CODEOWNERS',
          'policies/grants/policy-set.yaml',
        ]),
      );
      expect(git('show', `${body.commit}:CODEOWNERS`)).toBe(
        '/policies/grants/ @testers\n',
      );
      // The script of the workflow has the portal check the folder.
      const checkout = mkdtempSync(join(tmpdir(), 'checkout-'));
      execFileSync('git', [
        ...['clone', '--quiet', '--branch', body.branch, bare],
        join(checkout, 'work'),
      ]);
      const port = portal.server.port();
      const check = spawn(
        process.execPath,
        ['.github/check-policies.mjs', 'policies/grants/'],
        {
          cwd: join(checkout, 'work'),
          env: {
            ...process.env,
            POLICY_PORTAL_URL: `http://localhost:${port}/api/policies`,
            POLICY_PORTAL_TOKEN: mockCredentials.user.token('user:default/ann'),
          },
        },
      );
      let printed = '';
      check.stdout.on('data', data => {
        printed += data;
      });
      const [code] = await once(check, 'close');
      rmSync(checkout, { recursive: true });
      expect(printed).toContain('grants: cases passed: ');
      expect(code).toBe(0);

      // What becomes of the branch has a name, and a way on.
      const look = async () =>
        (await portal.as('ben').get(`/journeys/${id}/branch`).expect(200)).body
          .items[0];
      expect(await look()).toMatchObject({
        state: 'open',
        commit: body.commit,
      });
      git('branch', 'main', body.commit);
      expect(await look()).toMatchObject({
        state: 'merged',
        message: expect.stringContaining(`merged into 'main'`),
      });
      const other = git(
        ...['-c', 'user.name=x', '-c', 'user.email=x@example.test'],
        ...['commit-tree', '-m', 'Other', `${body.commit}^{tree}`],
      ).trim();
      git('branch', '--force', 'main', other);
      git('branch', '--force', body.branch, other);
      expect(await look()).toMatchObject({
        state: 'moved',
        message: expect.stringContaining('force-pushed'),
      });
      git('branch', '-D', body.branch);
      expect(await look()).toMatchObject({
        state: 'gone',
        message: expect.stringContaining('Push again'),
      });
      rmSync(bare, { recursive: true });
      expect(await look()).toMatchObject({
        state: 'unknown',
        message: expect.stringContaining('cannot be reached'),
      });
    });

    it('understands files that a team brings', async () => {
      const { id } = await create({
        ...answers,
        domain: 'legacy',
        title: 'Legacy',
        set: 'legacy',
        resourceType: 'paper',
      });
      await bring(
        id,
        await zipOf({
          'our-repo/rules/Read All.cedar':
            'permit (principal, action == Action::"read", resource);\n' +
            'forbid (principal, action == Action::"read", resource)\n' +
            'when { resource has author && resource.author == principal };\n',
          'our-repo/README.md': '# Ours\n',
        }),
      ).expect(200);
      const { files, problems, diagnostics } = await preview(id);
      expect(problems).toEqual([]);
      expect(
        diagnostics.filter(({ severity }) => severity === 'error'),
      ).toEqual([]);
      expect(files.map(({ path }) => path)).toEqual([
        'README.md',
        'catalog.yaml',
        'policy-set.yaml',
        'rules/Read All.cedar',
      ]);
      expect(files[2].content).toContain('name: read-all');
      // Nothing is stored, so what the policies compare suggests what to ask.
      await portal.as('ann').post(`/journeys/${id}/cases`, {}).expect(200);
      const suggested = await preview(id);
      expect(
        suggested.cases.map(({ case: { name }, status }) => [name, status]),
      ).toEqual([
        ['user may read paper', 'passed'],
        ['user may not read paper: paper.author example', 'passed'],
      ]);
      // A request that the team tried, and an action it named, become cases.
      await save(
        id,
        'ann',
        { field: 'actions', value: 'shred, read', version: 0 },
        {
          field: 'request',
          value: JSON.stringify({
            subject: { type: 'clerk', id: 'cleo' },
            action: { name: 'read' },
            resource: { type: 'paper', id: 'p-1' },
          }),
          version: 0,
        },
      ).expect(200);
      await portal.as('ann').post(`/journeys/${id}/cases`, {}).expect(200);
      expect(
        (await preview(id)).cases.map(({ case: { name } }) => name),
      ).toEqual([
        'cleo may read p-1',
        'user may not shred paper',
        'user may read paper',
        'user may not read paper: paper.author example',
      ]);
      // A whole set keeps its manifest, with the answers of the journey in it.
      await bring(
        id,
        await zipOf(setFiles('legacy', { type: 'paper' })),
      ).expect(200);
      const whole = await preview(id);
      expect(whole.cases).toHaveLength(2);
      expect(
        whole.files.find(({ path }) => path === 'policy-set.yaml')!.content,
      ).toContain('domain: legacy');
      expect(whole.files.map(({ path }) => path)).not.toContain(
        'rules/Read All.cedar',
      );
      // Cases of what it decides now, for the team to read.
      await portal.as('ann').post(`/journeys/${id}/cases`, {}).expect(200);
      const generated = (await preview(id)).cases.filter(
        ({ file }) => file === 'tests/generated.yaml',
      );
      expect(
        generated.map(({ case: { name }, status }) => `${name}: ${status}`),
      ).toEqual(
        expect.arrayContaining([
          'alice may read r1: passed',
          'bob may not read r1: passed',
          'bob may not delete r1: passed',
        ]),
      );
    });

    it('refuses hostile archives, naming what is wrong', async () => {
      const { id } = await create();
      const refuse = async (zip: Buffer, message: RegExp, status = 400) => {
        const { body } = await bring(id, zip).expect(status);
        expect(body.error.message).toMatch(message);
      };
      await refuse(Buffer.from('not a zip'), /archive cannot be read/);
      await refuse(
        renamed(await zipOf({ 'aa/aa/passwd': 'x' }), 'aa/aa/', '../../'),
        /archive cannot be read|leaves the folder/,
      );
      await refuse(
        renamed(await zipOf({ 'C_/windows': 'x' }), 'C_/', 'C:/'),
        /archive cannot be read|leaves the folder/,
      );
      // A bomb: a few kilobytes that unpack to 50 MB.
      await refuse(
        await zipOf({ 'bomb.cedar': ' '.repeat(50_000_000) }),
        /larger than it may be unpacked/,
      );
      await refuse(
        await zipOf(
          Object.fromEntries(
            Array.from({ length: 10_000 }, (_, n) => [`p${n}.cedar`, '']),
          ),
        ),
        /10000 entries/,
      );
      await refuse(
        await zipOf(
          Object.fromEntries(
            Array.from({ length: 12 }, (_, n) => [
              `p${n}.cedar`,
              '//'.padEnd(990_000),
            ]),
          ),
        ),
        /larger than it may be unpacked/,
      );
      await refuse(Buffer.alloc(6_000_000), /archive is larger/, 413);
      const { body } = await portal.get(`/journeys/${id}`);
      expect(
        Object.keys(body.fields).filter(name => name.includes('bomb')),
      ).toEqual([]);
      const bad = await save(id, 'ann', {
        field: 'file:../../etc/passwd',
        value: '',
        version: 0,
      }).expect(400);
      expect(bad.body.error.message).toContain('relative path');
      await save(id, 'ann', { field: 'nothing', value: '', version: 0 }).expect(
        400,
      );
    });

    it.each([
      ['NUL', '\0', 'NUL (U+0000)'],
      ['half a character', '\ud83d', 'not well-formed Unicode'],
    ])('refuses text with %s by its field', async (_, odd, what) => {
      const { id } = await create();
      const text = `one${odd}two`;
      const files = (content: string) => [
        { path: 'policy-set.yaml', content: 'kind: PolicySet' },
        { path: 'policies/a.cedar', content },
      ];
      const ann = portal.as('ann');
      const looked = { push: 1, revision: 'a'.repeat(64) };
      const change = { set: 'records', title: 'Text', files: files('') };
      for (const [sent, field] of [
        [ann.post('/journeys', { fields: { title: text } }), 'fields.title'],
        [
          save(id, 'ann', {
            field: 'domainDescription',
            value: text,
            version: 0,
          }),
          'changes.0.value',
        ],
        [
          save(id, 'ann', { field: `file:${text}`, value: '', version: 0 }),
          'changes.0.field',
        ],
        [
          ann.post(`/journeys/${id}/files`, { files: files(text) }),
          'files.1.content',
        ],
        [
          ann.post(`/journeys/${id}/change`, { description: text }),
          'description',
        ],
        [ann.put(`/journeys/${id}/people`, { people: [text] }), 'people.0'],
        [ann.post('/changes', { ...change, title: text }), 'title'],
        [ann.post('/changes', { ...change, description: text }), 'description'],
        [
          ann.post('/changes', { ...change, files: files(text) }),
          'files.1.content',
        ],
        [
          ann.post('/changes/1/pushes', { version: 1, files: files(text) }),
          'files.1.content',
        ],
        [
          ann.patch('/changes/1', { version: 1, description: text }),
          'description',
        ],
        [ann.post('/changes/1/comments', { body: text }), 'body'],
        [ann.post('/changes/1/comments', { body: 'x', file: text }), 'file'],
        [
          ann.post('/changes/1/reviews', {
            verdict: 'reject',
            body: text,
            ...looked,
          }),
          'body',
        ],
        [
          ann.post('/changes/1/withdraw', { version: 1, reason: text }),
          'reason',
        ],
        [
          ann.post('/sets/records/rollback', {
            to: 'a'.repeat(64),
            from: 'b'.repeat(64),
            reason: text,
          }),
          'reason',
        ],
        [
          ann.post('/templates/four-eyes/files', { names: { set: text } }),
          'names.set',
        ],
        [
          ann.post('/playground/evaluate', { files: files(text) }),
          'files.1.content',
        ],
        [
          ann.post('/playground/cases', { files: files(text) }),
          'files.1.content',
        ],
      ] as const) {
        const { status, body } = await sent;
        expect({ field, status, message: body.error?.message }).toEqual({
          field,
          status: 400,
          message: expect.stringMatching(
            new RegExp(`'${field}' .*${what.replace(/[()+]/g, '\\$&')}`),
          ),
        });
      }
    });

    it('refuses NUL in lists, searches, paths and archives', async () => {
      const { id } = await create();
      for (const [path, what] of [
        ['/changes?query=a%00b', 'query parameters.query'],
        ['/changes?author=%00', 'query parameters.author'],
        ['/changes?cursor=%00', 'query parameters.cursor'],
        ['/journeys?query=%00', 'query parameters.query'],
        ['/decisions?set=%00', 'query parameters.set'],
        ['/sets?owner=%00', 'query parameters.owner'],
        ['/changes/%00', 'path'],
        ['/journeys/%00', 'path'],
        ['/sets/a%00b/history', 'path'],
      ]) {
        const { status, body } = await portal.get(path);
        expect({ path, status, message: body.error?.message }).toEqual({
          path,
          status: 400,
          message: expect.stringContaining(`'${what}' holds the character NUL`),
        });
      }
      const { status, body } = await bring(
        id,
        await zipOf({ ...setFiles('zipped'), 'policies/read.cedar': 'a\0b' }),
      );
      expect({ status, message: body.error.message }).toEqual({
        status: 400,
        message: expect.stringContaining(
          "'policies/read.cedar' holds the character NUL",
        ),
      });
    });

    it('saves each field on its own, and shows both sides of a conflict', async () => {
      const { id, createdBy } = await create({ domain: 'payouts' });
      expect(createdBy).toBe('user:default/ann');
      const first = await save(
        id,
        'ann',
        { field: 'title', value: 'Pay', version: 0 },
        { field: 'set', value: 'pay', version: 0 },
      ).expect(200);
      expect(first.body.fields.title).toMatchObject({
        value: 'Pay',
        version: 1,
      });
      // Two people who write different fields at the same time keep both.
      const [a, b] = await Promise.all([
        save(id, 'ann', { field: 'title', value: 'Payouts', version: 1 }),
        save(id, 'ben', { field: 'set', value: 'payouts', version: 1 }),
      ]);
      expect([a.body.conflicts, b.body.conflicts]).toEqual([[], []]);
      const late = await save(
        id,
        'ben',
        { field: 'title', value: 'Payments', version: 1 },
        { field: 'engine', value: 'cedar', version: 0 },
      ).expect(200);
      expect(late.body).toMatchObject({
        fields: { engine: { value: 'cedar' } },
        conflicts: [
          {
            field: 'title',
            mine: 'Payments',
            theirs: { value: 'Payouts', version: 2, by: 'user:default/ann' },
          },
        ],
      });
      const { body } = await portal.as('cid').get(`/journeys/${id}`);
      expect(body.fields).toMatchObject({
        title: { value: 'Payouts' },
        set: { value: 'payouts', by: 'user:default/ben' },
        domain: { value: 'payouts' },
      });
      await portal.as('ann').delete(`/journeys/${id}`).expect(204);
      await portal.as('ann').get(`/journeys/${id}`).expect(404);
    });
  },
);
