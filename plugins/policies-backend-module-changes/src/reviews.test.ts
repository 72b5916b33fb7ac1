import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import { ChangeDetail } from '@internal/plugin-policies-common';
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
  startPortal,
} from './__testUtils__/portal';
import { ImpactCheck } from './checks/ImpactCheck';

type Portal = Awaited<ReturnType<typeof startPortal>>;

const MANIFEST = setFiles('records')['policy-set.yaml'];

describe.each(TestDatabases.create().eachSupportedId())(
  'reviews of changes on %s',
  databaseId => {
    const databases = TestDatabases.create();
    const folder = new SetsFolder();
    let portal: Portal;
    const { propose, push, approve, publish, active } = changeActions(
      () => portal,
    );

    const approvedBy = async (person: string, change: ChangeDetail) => {
      const { body } = await approve(person, change).expect(200);
      return body as ChangeDetail;
    };

    beforeAll(async () => {
      folder.write('records', setFiles('records'));
      folder.write('notes', setFiles('notes', { type: 'note' }));
      portal = await startPortal([folder.path], {
        knex: await databases.init(databaseId),
        features: createCompany().features,
        policies: {
          changes: {
            approvals: {
              regulations: [
                { regulation: 'GDPR', group: 'group:default/compliance' },
                { regulation: 'MiCA*', group: 'group:default/payers' },
              ],
            },
          },
        },
      });
    });
    afterAll(async () => {
      await portal.stop();
      folder.dispose();
    });

    const words = { title: 'Only the words' };
    /** Changes nothing that a policy decides. */
    const worded = (text: string) =>
      filesOf(
        'records',
        {},
        { 'policy-set.yaml': MANIFEST.replace('title: Set', `title: ${text}`) },
      );

    it('count for the push they were given to, not for its files on another base', async () => {
      const files = worded('Ours');
      const ours = await propose('ann', files, words);
      const stale = await approvedBy('ben', ours);
      expect(stale.state).toBe('approved');

      const fix = await propose('ann', worded('A fix of'), words);
      await publish('ann', await approvedBy('ben', fix)).expect(200);

      const base = await active();
      const again = await push(
        'ann',
        await checked(portal, ours.id),
        files,
        base,
      );
      expect(again).toMatchObject({
        state: 'in-review',
        revision: ours.revision,
        push: 2,
        base,
        baseMoved: false,
        reviews: [
          {
            push: 1,
            base: ours.base,
            dropped: true,
            droppedBecause:
              'It is about push 1, and there is a later one: approve again what is proposed now.',
          },
        ],
        requirements: [{ group: 'group:default/testers' }],
      });
      expect(again.requirements[0].approvedBy).toBeUndefined();
      const refused = await publish('ann', again).expect(409);
      expect(refused.body.error.message).toContain(`It waits for 'testers'`);

      // What was seen before does not pass for what is there now.
      const late = await portal
        .as('ben')
        .post(`/changes/${ours.id}/reviews`, {
          verdict: 'approve',
          ...seenOf(ours),
        })
        .expect(409);
      expect(late.body.error.message).toBe(
        `change ${ours.id} was pushed to: you looked at push 1, and the last one is push 2; look at what is new first`,
      );
      const elsewhere = await portal
        .as('ben')
        .post(`/changes/${ours.id}/reviews`, {
          verdict: 'approve',
          ...seenOf(again),
          base: ours.base,
        })
        .expect(409);
      expect(elsewhere.body.error.message).toContain('on base');
      const unnamed = await portal
        .as('ben')
        .post(`/changes/${ours.id}/reviews`, {
          verdict: 'approve',
          revision: again.revision,
        })
        .expect(400);
      expect(unnamed.body.error.message).toContain(
        'say which push you looked at',
      );
      const approved = await approvedBy('ben', again);
      expect(approved.reviews).toMatchObject([
        { push: 1, dropped: true },
        { push: 2, base, dropped: false },
      ]);
      await publish('ann', approved).expect(200);
    });

    it('do not come back with files that come back, nor for another title', async () => {
      const first = await propose('ann', worded('One of'), words);
      const approved = await approvedBy('ben', first);
      const second = await push('ann', approved, worded('Two of'));
      const third = await push('ann', second, worded('One of'));
      expect(third).toMatchObject({
        state: 'in-review',
        revision: first.revision,
        base: first.base,
        push: 3,
        reviews: [{ push: 1, dropped: true }],
      });
      const { version, title } = await approvedBy('ben', third);
      expect(title).toBe('Only the words');
      const { body: renamed } = await portal
        .as('ann')
        .patch(`/changes/${third.id}`, { version, title: 'Anybody may read' })
        .expect(200);
      expect(renamed).toMatchObject({
        state: 'in-review',
        push: 4,
        checks: { pending: 0, failed: 0 },
        pushes: [
          { title: 'Only the words' },
          {},
          {},
          { number: 4, title: 'Anybody may read', author: 'user:default/ann' },
        ],
      });
      await publish('ann', renamed).expect(409);
      // What says the same is no new push.
      const { body: same } = await portal
        .as('ann')
        .patch(`/changes/${third.id}`, {
          version: renamed.version,
          title: 'Anybody may read',
        })
        .expect(200);
      expect(same.push).toBe(4);
      await publish('ann', await approvedBy('ben', same)).expect(200);
    });

    it('take no answer of a check that began before the push', async () => {
      const files = worded('Slow');
      const slow = await propose('ann', files, words);
      const fix = await propose('ann', worded('Fast'), words);
      await publish('ann', await approvedBy('ben', fix)).expect(200);
      const { version } = await checked(portal, slow.id);

      const ends: Array<(summary: string) => void> = [];
      const run = jest.spyOn(ImpactCheck.prototype, 'run').mockImplementation(
        () =>
          new Promise(resolve => {
            ends.push(summary => resolve({ state: 'passed', summary }));
          }),
      );
      const began = (count: number) =>
        until(
          () => ends.length,
          length => length === count,
        );
      try {
        await portal
          .as('ann')
          .post(`/changes/${slow.id}/checks`, { checks: ['impact'] })
          .expect(200);
        await began(1);
        await portal
          .as('ann')
          .post(`/changes/${slow.id}/pushes`, {
            version,
            files,
            base: await active(),
          })
          .expect(200);
        await began(2);
        ends[0]('of the earlier push');
        await new Promise(resolve => setImmediate(resolve));
        ends[1]('of the last push');
      } finally {
        run.mockRestore();
      }
      const { checkResults } = await checked(portal, slow.id);
      expect(checkResults).toContainEqual(
        expect.objectContaining({
          name: 'impact',
          summary: 'of the last push',
        }),
      );
    });

    it.each<[string, () => Record<string, string | undefined>, string]>([
      [
        'entities',
        () => ({
          'entities.json': setFiles('records')['entities.json'].replace(
            '"level":2',
            '"level":9',
          ),
        }),
        `the shared file 'entities.json'`,
      ],
      [
        'the schema',
        () => ({
          'schema.cedarschema': `${
            setFiles('records')['schema.cedarschema']
          }\n// more\n`,
        }),
        `the shared file 'schema.cedarschema'`,
      ],
      [
        'a policy without regulation',
        () => ({
          'policies/all.cedar': 'permit (principal, action, resource);\n',
          'policy-set.yaml': `${MANIFEST}    - { name: all, title: All }\n`,
        }),
        `policy 'all', which names no regulation`,
      ],
      [
        'a policy with a regulation of its own invention',
        () => ({
          'policies/all.cedar': 'permit (principal, action, resource);\n',
          'policy-set.yaml': `${MANIFEST}    - { name: all, title: All, regulations: [ISO 1] }\n`,
        }),
        `policy 'all', which names no regulation that anybody watches over`,
      ],
      [
        'types',
        () => ({
          'policy-set.yaml': MANIFEST.replace(
            '  redact:',
            '  types: { person: user }\n  redact:',
          ),
        }),
        `'spec.types' in policy-set.yaml`,
      ],
      [
        'what is kept out of the log',
        () => ({ 'policy-set.yaml': MANIFEST.replace(/ {2}redact: .*\n/, '') }),
        `'spec.redact' in policy-set.yaml`,
      ],
    ])(
      'are asked of those who watch over a regulation when %s may change what it decides',
      async (_, replaced, cause) => {
        const change = await propose(
          'ann',
          filesOf('records', {}, replaced()),
          { title: 'For all policies' },
        );
        expect(change.requirements).toEqual([
          expect.objectContaining({ group: 'group:default/testers' }),
          {
            reason: 'regulation',
            group: 'group:default/compliance',
            because: `It watches over GDPR, which 'read' serves: ${cause} may change what is decided under it.`,
          },
        ]);
      },
    );

    it('are not asked of them for cases and words', async () => {
      const change = await propose(
        'ann',
        filesOf(
          'records',
          {},
          {
            'tests/more.yaml': setFiles('records')['tests/read.yaml'].replace(
              /- name: /g,
              '- name: again, ',
            ),
            'README.md': 'Records',
            'policy-set.yaml': MANIFEST.replace('tags: [small]', 'tags: []'),
          },
        ),
        { title: 'More cases' },
      );
      expect(change.requirements).toHaveLength(1);
    });

    it('are asked for a regulation that a policy loses, or goes with', async () => {
      const dropped = await propose(
        'ann',
        filesOf(
          'records',
          {},
          { 'policy-set.yaml': MANIFEST.replace('[GDPR]', '[MiCA Art. 2]') },
        ),
        { title: 'Another regulation' },
      );
      expect(dropped.requirements.map(({ group }) => group)).toEqual([
        'group:default/testers',
        'group:default/compliance',
        'group:default/payers',
      ]);
    });

    it('look at names and texts that can be seen, or are told of what cannot', async () => {
      const { 'policies/read.cedar': read, 'tests/read.yaml': cases } =
        setFiles('records');
      const grant = (id: string) =>
        `permit (principal == user::"${id}", action == Action::"read", resource);\n`;
      const change = await propose(
        'ann',
        filesOf(
          'records',
          {},
          {
            'policies/read.cedar': `${read}${grant('bob')}${grant(
              'b\u043eb',
            )}${grant('bob\u200b')}// \u202ewho may read\n`,
          },
        ),
        { title: 'One grant', description: 'Only \u202ebob' },
      );
      const validation = change.checkResults.find(
        ({ name }) => name === 'validation',
      )!;
      expect(validation.state).toBe('failed');
      expect(validation.log).toEqual(
        expect.arrayContaining([
          expect.stringMatching(
            /^warning: policies\/read.cedar:6: 'bо\[U\+043E\]b' mixes Latin and Cyrillic letters/,
          ),
          expect.stringMatching(
            /^warning: policies\/read.cedar:7: 'bob\[U\+200B\]' has U\+200B \(zero width space\)/,
          ),
          expect.stringMatching(
            /^warning: policies\/read.cedar:8: .*U\+202E \(right-to-left override\)/,
          ),
          expect.stringMatching(
            /^warning: policies\/read.cedar:6: .* looks like 'bob', which is another name of the set/,
          ),
        ]),
      );
      const refused = async (body: object) =>
        (await portal.as('ann').post('/changes', body).expect(400)).body.error
          .message;
      expect(
        await refused({
          set: 'records',
          title: 'Reads \u202eexe.png',
          files: filesOf('records', { limit: 1 }),
        }),
      ).toContain('has U+202E (right-to-left override); remove it');
      expect(
        await refused({
          set: 'records',
          title: 'Another title of the set',
          files: worded('A\u2066B'),
        }),
      ).toContain('U+2066');
      const cased = await propose(
        'ann',
        filesOf(
          'records',
          {},
          {
            'tests/read.yaml': cases.replace('owners read', 'owners\u200bread'),
          },
        ),
        { title: 'Another case' },
      );
      expect(
        cased.checkResults.find(({ name }) => name === 'validation'),
      ).toMatchObject({
        state: 'failed',
        log: expect.arrayContaining([
          expect.stringContaining(`U+200B (zero width space)`),
        ]),
      });
      // What is written in one script is nobody's double.
      const honest = await propose(
        'ann',
        filesOf(
          'records',
          {},
          {
            'policies/read.cedar': `// Только владельцы читают 👨‍👩‍👧 свои записи с API.\n${read}`,
          },
        ),
        { title: 'Владельцы читают' },
      );
      expect(
        honest.checkResults.find(({ name }) => name === 'validation'),
      ).toMatchObject({ state: 'passed' });
    });

    it('wait while the set is removed, and go on when it is back', async () => {
      const open = await propose(
        'ann',
        filesOf(
          'notes',
          { type: 'note', limit: 5 },
          {
            'tests/read.yaml': setFiles('notes', { type: 'note' })[
              'tests/read.yaml'
            ].replace('decision: true, policies: [read]', 'decision: false'),
          },
        ),
        { set: 'notes', title: 'Smaller notes' },
      );
      folder.remove('notes');
      await portal.refresh();
      await portal.get('/sets/notes').expect(404);
      const left = await checked(portal, open.id);
      expect(left).toMatchObject({
        setRemoved: true,
        baseMoved: false,
        blocks: expect.arrayContaining([
          {
            reason: 'set-removed',
            message: `Policy set 'notes' was removed since this change was made.`,
            help: 'Withdraw it; or bring the set back, and it can go on.',
          },
        ]),
      });
      const { body: list } = await portal.get('/changes?set=notes');
      expect(list.items).toMatchObject([{ setRemoved: true }]);
      const rebase = await portal
        .as('ann')
        .post(`/changes/${open.id}/rebase`, { version: left.version })
        .expect(409);
      expect(rebase.body.error.message).toContain('was removed');
      const refused = await publish('ann', left).expect(409);
      expect(refused.body.error.message).toContain('was removed');
      const shadow = await portal
        .as('ann')
        .post(`/changes/${open.id}/publish`, {
          version: left.version,
          rollout: 'shadow',
        })
        .expect(409);
      expect(shadow.body.error.message).toContain('was removed');
      await portal.get('/sets/notes').expect(404);

      folder.write('notes', setFiles('notes', { type: 'note' }));
      await portal.refresh();
      const back = await checked(portal, open.id);
      expect(back).toMatchObject({ setRemoved: false, baseMoved: false });

      folder.remove('notes');
      await portal.refresh();
      folder.write('notes', setFiles('notes', { type: 'note', limit: 50 }));
      await portal.refresh();
      expect(await checked(portal, open.id)).toMatchObject({
        setRemoved: false,
        baseMoved: true,
      });
    });
  },
);

describe.each(TestDatabases.create().eachSupportedId())(
  'reviews of before the upgrade on %s',
  databaseId => {
    const databases = TestDatabases.create();

    it('are void for what is open, and say so', async () => {
      const knex = await databases.init(databaseId);
      const folder = new SetsFolder();
      folder.write('records', setFiles('records'));
      const start = () =>
        startPortal([folder.path], {
          knex,
          features: createCompany().features,
        });
      let portal = await start();
      const { propose, approve, publish } = changeActions(() => portal);
      try {
        const ended = await propose('ann', filesOf('records', { limit: 200 }));
        await publish('ann', (await approve('ben', ended)).body).expect(200);
        const open = await propose('ann', filesOf('records', { limit: 300 }));
        await approve('ben', open).expect(200);
        // As an older portal leaves it.
        const directory = resolvePackagePath(
          '@internal/plugin-policies-backend',
          'migrations',
        );
        const later = (await knex.migrate.list({ directory }))[0].filter(
          ({ name }: { name: string }) => name >= '20261127220000',
        );
        for (const _ of later) {
          await knex.migrate.down({ directory });
        }
        await knex.migrate.latest({ directory });
        await portal.stop();
        portal = await start();

        const { body: void_ } = await portal
          .as('ann')
          .get(`/changes/${open.id}`)
          .expect(200);
        expect(void_).toMatchObject({
          state: 'in-review',
          approvals: { given: 0, needed: 1 },
          reviews: [
            {
              dropped: true,
              droppedBecause:
                'It was given before reviews named the push they are about, so it does not count any more: approve again what is proposed now.',
            },
          ],
        });
        await publish('ann', void_).expect(409);
        const { body: approved } = await approve('ben', void_).expect(200);
        await publish('ann', approved).expect(200);
        // A change that ended with its only push leaves no doubt.
        const { body: kept } = await portal
          .as('ann')
          .get(`/changes/${ended.id}`);
        expect(kept.reviews).toMatchObject([{ push: 1, dropped: false }]);
      } finally {
        await portal.stop();
        folder.dispose();
      }
    });
  },
);
