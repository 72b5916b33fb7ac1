import { TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { until } from '@internal/plugin-policies-node/testUtils';
import {
  createCompany,
  setFiles,
  SetsFolder,
  readRequest,
  startPortal,
  startPortalWithoutChanges,
} from './__testUtils__/portal';

type Portal = Awaited<ReturnType<typeof startPortal>>;

/** Lets anybody read, which is how the tests tell text that nobody approved. */
const OPEN = 'permit (principal, action, resource);\n';

function filesOf(
  name: string,
  options: Parameters<typeof setFiles>[1] = {},
  read?: string,
): Record<string, string> {
  return {
    ...setFiles(name, options),
    ...(read && { 'policies/read.cedar': read, 'tests/read.yaml': '[]\n' }),
  };
}

function evil(name: string, type = 'record') {
  return filesOf(name, { type }, OPEN);
}

describe.each(TestDatabases.create().eachSupportedId())(
  'sources against what is registered, on %s',
  databaseId => {
    const databases = TestDatabases.create();
    let first: SetsFolder;
    let second: SetsFolder;
    let knex: Knex;
    let portal: Portal;

    const start = (folders = [first.path, second.path]) =>
      startPortal(folders, {
        knex,
        features: createCompany().features,
        policies: {
          changes: {
            houseRules: { types: 'off' },
            approvals: { fallback: 'group:default/platform' },
          },
        },
      });
    const restart = async (folders?: string[]) => {
      await portal.stop();
      portal = await start(folders);
    };

    beforeEach(async () => {
      first = new SetsFolder();
      second = new SetsFolder();
      knex = await databases.init(databaseId);
    });
    afterEach(async () => {
      await portal.stop();
      first.dispose();
      second.dispose();
    });

    const decide = async (
      person: string,
      type = 'record',
      set?: string,
    ): Promise<boolean | number> => {
      const { status, body } = await portal.post(
        `${set ? `/sets/${set}` : ''}/access/v1/evaluation`,
        readRequest(person, { amount: 10 }, type),
      );
      return status === 200 ? body.decision : status;
    };
    const overview = async () => (await portal.get('/overview')).body;
    const errorsOf = async (): Promise<string[]> =>
      (await overview()).registryErrors.map((error: any) => error.message);
    const changesOf = async (set: string) =>
      (await portal.get(`/changes?set=${set}&state=in-review,approved`)).body
        .items;
    const kindsOf = async (set: string) =>
      (await portal.get(`/sets/${set}/history`)).body.items.map(
        (entry: any) => entry.kind,
      );

    /** Waits until the checks of a change ended, has it approved and published. */
    const approve = async (id: string) => {
      const { body } = await until(
        () => portal.as('ann').get(`/changes/${id}`).expect(200),
        ({ body: { checks, requirements } }) =>
          !checks.pending && requirements.length,
      );
      const approved = await portal
        .as('ben')
        .post(`/changes/${id}/reviews`, {
          verdict: 'approve',
          push: body.push,
          base: body.base,
          revision: body.revision,
        })
        .expect(200);
      return portal
        .as('ben')
        .post(`/changes/${id}/publish`, { version: approved.body.version });
    };
    /** Makes a change lead a set. */
    const publish = async (
      name: string,
      options: Parameters<typeof setFiles>[1] = {},
    ) => {
      const { body } = await portal
        .as('ann')
        .post('/changes', {
          set: name,
          title: 'Raise the limit',
          files: Object.entries(setFiles(name, { limit: 200, ...options })).map(
            ([path, content]) => ({ path, content }),
          ),
          submit: true,
        })
        .expect(201);
      await approve(body.id).then(answer => expect(answer.status).toBe(200));
    };

    const expectUntouched = async () => {
      expect([await decide('alice'), await decide('bob')]).toEqual([
        true,
        false,
      ]);
      expect((await portal.get('/sets/records')).body.name).toBe('records');
    };

    it('keeps a set that a change leads when its folder has another name, and back', async () => {
      first.write('records', setFiles('records'));
      portal = await start();
      await publish('records');
      const history = await kindsOf('records');

      first.write('records', evil('notes'));
      for (const again of [false, true]) {
        if (again) {
          await restart();
        } else {
          await portal.refresh();
        }
        await expectUntouched();
        expect(await decide('bob', 'record', 'notes')).toBe(404);
        expect((await overview()).registryErrors).toEqual([
          expect.objectContaining({
            set: 'records',
            source: expect.stringMatching(/records$/),
            message: expect.stringMatching(
              /policy set 'records' is named 'notes' at '.*' now, and change 1 leads it/,
            ),
            help: expect.stringContaining('keeps serving'),
          }),
        ]);
        const { body: page } = await portal.get('/sets/records');
        expect(page.diagnostics).toEqual([
          expect.objectContaining({
            severity: 'warning',
            message: expect.stringContaining(`is named 'notes'`),
          }),
        ]);
        expect(await changesOf('notes')).toHaveLength(1);
      }

      first.write('records', evil('records'));
      await portal.refresh();
      await expectUntouched();
      expect(await errorsOf()).toEqual([]);
      expect(await changesOf('records')).toMatchObject([{ origin: 'source' }]);
      expect(await kindsOf('records')).toEqual(history);
    });

    it('takes the copy under a new name live when it was approved, beside the set', async () => {
      first.write('records', setFiles('records'));
      portal = await start();
      await publish('records');
      first.write('records', evil('notes', 'note'));
      await portal.refresh();
      expect(await decide('bob', 'note')).toBe(404);
      const [{ id }] = await changesOf('notes');
      // No case of the copy passes its checks: what is approved is another text.
      first.write('records', setFiles('notes', { type: 'note', limit: 5 }));
      await portal.refresh();
      const [{ id: next }] = await changesOf('notes');
      expect(next).not.toBe(id);
      expect((await approve(next)).status).toBe(409);
      first.write('records', setFiles('notes', { type: 'note', limit: 50 }));
      await portal.refresh();
      const [{ id: last }] = await changesOf('notes');
      expect((await approve(last)).status).toBe(200);
      await portal.refresh();
      expect(await decide('alice', 'note')).toBe(true);
      await expectUntouched();

      first.write('records', evil('notes', 'note'));
      await portal.refresh();
      expect(await decide('bob', 'note')).toBe(false);
    });

    it('keeps a set that a change leads while its folder is away, and takes nothing for approved when it is back', async () => {
      first.write('records', setFiles('records'));
      portal = await start();
      await publish('records');
      for (const again of [false, true]) {
        first.remove('records');
        await (again ? restart() : portal.refresh());
        await expectUntouched();
        expect(await errorsOf()).toEqual([
          expect.stringMatching(
            /'records' is gone from '.*', and a change leads/,
          ),
        ]);
        first.write('records', evil('records'));
        await (again ? restart() : portal.refresh());
        await expectUntouched();
        expect(await errorsOf()).toEqual([]);
        expect(await changesOf('records')).toHaveLength(1);
      }
      // The source that led before gets it back with what is active, and then it may go.
      first.write('records', setFiles('records', { limit: 200 }));
      await portal.refresh();
      first.remove('records');
      await portal.refresh();
      expect(await decide('alice')).toBe(404);
      first.write('records', evil('records'));
      await restart();
      expect(await decide('bob')).toBe(404);
      expect(await errorsOf()).toEqual([
        expect.stringMatching(/'records' was published by a change before/),
      ]);
      first.write('records', setFiles('records', { limit: 200 }));
      await portal.refresh();
      await expectUntouched();
    });

    it('asks the history where an earlier version lost the set', async () => {
      first.write('records', setFiles('records'));
      portal = await start();
      await publish('records');
      first.write('records', evil('records'));
      await portal.stop();
      await knex('policy_sets').delete();
      await knex('policy_resource_types').delete();
      portal = await start();
      expect(await decide('bob')).toBe(404);
      await portal.refresh();
      expect(await changesOf('records')).toHaveLength(1);
      first.write('records', setFiles('records', { limit: 90 }));
      await portal.refresh();
      expect(await decide('alice')).toBe(404);
      const [{ id }] = await changesOf('records');
      expect((await approve(id)).status).toBe(200);
      await expectUntouched();
      await portal.refresh();
      expect(await errorsOf()).toEqual([]);
    });

    it.each([false, true])(
      'leaves the name to who has it when a source that comes first claims it, over a restart (led by a change: %s)',
      async led => {
        second.write('records', setFiles('records'));
        portal = await start();
        if (led) {
          await publish('records');
        }
        const { revision, source } = (await portal.get('/sets/records')).body;
        first.write('mine', evil('records'));
        for (const read of [() => portal.refresh(), restart]) {
          await read();
          expect((await portal.get('/sets/records')).body).toMatchObject({
            revision,
            source,
          });
          expect(await decide('bob')).toBe(false);
          expect(await errorsOf()).toEqual([
            expect.stringMatching(
              /'records' is taken by the set in '.*records'/,
            ),
          ]);
        }
        // Its own source cannot be read for a while.
        const { renameSync } = jest.requireActual<typeof import('fs')>('fs');
        renameSync(second.path, `${second.path}-away`);
        await restart();
        expect(await decide('bob')).toBe(false);
        renameSync(`${second.path}-away`, second.path);
        // It has it no more.
        second.remove('records');
        await portal.refresh();
        await portal.refresh();
        expect(await decide('bob')).toBe(!led);
      },
    );

    it('follows a folder that is moved, without a moment in which its set is gone', async () => {
      first.write('records', setFiles('records'));
      portal = await start();
      const { revision } = (await portal.get('/sets/records')).body;
      first.remove('records');
      first.write('deep/er/records', setFiles('records'));
      await portal.refresh();
      expect((await portal.get('/sets/records')).body).toMatchObject({
        revision,
        source: expect.stringContaining('deep/er'),
        diagnostics: [],
      });
      await publish('records');
      first.remove('deep');
      first.write('elsewhere', evil('records'));
      await portal.refresh();
      await expectUntouched();
      expect(await errorsOf()).toEqual([]);
      expect(await changesOf('records')).toHaveLength(1);
      expect((await portal.get('/sets/records')).body.source).toMatch(
        /elsewhere$/,
      );
    });

    it('renames what no change leads, with its types, and swaps names', async () => {
      first.write('a', setFiles('one', { type: 'apple' }));
      first.write('b', setFiles('two', { type: 'pear' }));
      portal = await start();
      first.write('a', setFiles('three', { type: 'apple' }));
      await portal.refresh();
      expect(await decide('alice', 'apple', 'one')).toBe(404);
      expect(await errorsOf()).toEqual([]);
      expect(await decide('alice', 'apple')).toBe(true);
      first.write('a', setFiles('two', { type: 'apple' }));
      first.write('b', setFiles('three', { type: 'pear' }));
      await portal.refresh();
      expect(await errorsOf()).toEqual([]);
      expect(await decide('alice', 'apple', 'two')).toBe(true);
      expect(await decide('alice', 'pear', 'three')).toBe(true);

      // Broken under a new name, it keeps the old one.
      first.write('a', {
        ...setFiles('four', { type: 'apple' }),
        'policies/read.cedar': 'permit (',
      });
      await portal.refresh();
      expect(await decide('alice', 'apple', 'two')).toBe(true);
      expect((await portal.get('/sets/two')).body.health).toBe('broken');
      expect(await decide('alice', 'apple', 'four')).toBe(404);
    });

    it('leaves a resource type to the set that decides it, whoever claims it and in whatever order', async () => {
      second.write('records', setFiles('records'));
      portal = await start();
      first.write('claim', evil('claim'));
      first.write('claim-two', evil('claim-two', 'both'));
      first.write('claim-three', evil('claim-three', 'both'));
      for (const read of [() => portal.refresh(), restart]) {
        await read();
        await expectUntouched();
        expect(await decide('bob', 'record', 'claim')).toBe(404);
        // Folders are read in the order of their names.
        expect(await decide('bob', 'both')).toBe(true);
        expect(await decide('bob', 'both', 'claim-three')).toBe(true);
        expect(await errorsOf()).toEqual([
          `resource type 'record' is decided by policy set 'records'`,
          `resource type 'both' is decided by policy set 'claim-three'`,
        ]);
      }
      // A registered set that reaches for it keeps what it had.
      first.write('claim-three', evil('claim-three'));
      await portal.refresh();
      await expectUntouched();
      expect(await decide('bob', 'both')).toBe(true);
      const { body: greedy } = await portal.get('/sets/claim-three');
      expect(greedy).toMatchObject({
        health: 'broken',
        diagnostics: [
          expect.objectContaining({
            message: `resource type 'record' is decided by policy set 'records'`,
          }),
        ],
      });
      // So does a change.
      const { body: change } = await portal
        .as('ann')
        .post('/changes', {
          set: 'grab',
          title: 'Grab records',
          files: Object.entries(setFiles('grab')).map(([path, content]) => ({
            path,
            content,
          })),
          submit: true,
        })
        .expect(201);
      const refused = await approve(change.id);
      expect([refused.status, refused.body.error.message]).toEqual([
        409,
        expect.stringMatching(/'record' is decided by policy set 'records'/),
      ]);
      await expectUntouched();
      // What is given up is free in the same read.
      second.write('records', setFiles('records', { type: 'paper' }));
      first.remove('claim-three');
      await portal.refresh();
      expect(await decide('bob', 'record')).toBe(true);
      expect(await decide('alice', 'paper')).toBe(true);
      expect(await decide('bob', 'both', 'claim-two')).toBe(true);
    });

    it.each(['before', 'after'])(
      'leaves name and type to the source that has them when its set is renamed or moved, with a copy in a source %s it',
      async order => {
        const folders = [first.path, second.path];
        const [own, other] =
          order === 'after' ? [first, second] : [second, first];
        own.write('records', setFiles('records'));
        portal = await start(folders);
        other.write('copy', evil('records'));
        await portal.refresh();
        await expectUntouched();

        // Moved, under its name.
        own.remove('records');
        own.write('moved', setFiles('records'));
        await portal.refresh();
        await expectUntouched();

        // Renamed, in a folder of that name, and then within it.
        for (const [name, before] of [
          ['papers', 'records'],
          ['sheets', 'papers'],
        ]) {
          own.remove('moved');
          own.write('papers', setFiles(name));
          other.write('copy', evil(before));
          for (const again of [false, true]) {
            await (again ? restart(folders) : portal.refresh());
            expect(await decide('alice')).toBe(true);
            expect(await decide('bob')).toBe(false);
            expect((await portal.get(`/sets/${name}`)).body.health).toBe(
              'healthy',
            );
            expect(await errorsOf()).toEqual([
              `resource type 'record' is decided by policy set '${name}'`,
            ]);
          }
        }

        // What it gives up is free.
        own.remove('papers');
        await portal.refresh();
        await portal.refresh();
        expect(await decide('bob')).toBe(true);
      },
    );

    it('waits with what the source of a led set holds while the portal takes no changes', async () => {
      first.write('records', filesOf('records'));
      portal = await start();
      await publish('records');
      await portal.stop();
      first.write('records', evil('records'));
      portal = await startPortalWithoutChanges([first.path], { knex });
      expect(await errorsOf()).toEqual([
        expect.stringMatching(/the portal leads it but takes no changes$/),
      ]);
      expect(await decide('bob')).toBe(false);

      await restart([first.path]);
      expect(await errorsOf()).toEqual([]);
      expect(await changesOf('records')).toMatchObject([{ origin: 'source' }]);
      expect(await decide('bob')).toBe(false);
    });

    it('registers an empty database in the order of the sources', async () => {
      first.write('z', setFiles('zulu'));
      second.write('a', evil('alpha'));
      second.write('b', evil('zulu', 'other'));
      for (const folders of [
        [first.path, second.path],
        [second.path, first.path],
      ]) {
        portal = await start(folders);
        const isFirst = folders[0] === first.path;
        expect(await decide('bob')).toBe(!isFirst);
        expect(await errorsOf()).toHaveLength(isFirst ? 2 : 1);
        await portal.stop();
        knex = await databases.init(databaseId);
      }
      portal = await start();
    });

    it('has one change of two replicas that read at once', async () => {
      first.write('records', setFiles('records'));
      portal = await start();
      await publish('records');
      const other = await start();
      first.write('records', evil('records'));
      await Promise.all([portal.refresh(), other.refresh()]);
      first.write('records', evil('notes'));
      await Promise.all([portal.refresh(), other.refresh()]);
      await Promise.all([portal.refresh(), other.refresh()]);
      await other.stop();
      expect(await changesOf('records')).toHaveLength(1);
      expect(await changesOf('notes')).toHaveLength(1);
      await expectUntouched();
    });

    it('does not lead a set that was made in the portal because it copies it', async () => {
      portal = await start();
      await publish('records', { limit: 100 });
      first.write('copy', setFiles('records'));
      await portal.refresh();
      expect(await errorsOf()).toEqual([]);
      await expectUntouched();
      first.write('copy', evil('records'));
      await portal.refresh();
      await expectUntouched();
      expect(await changesOf('records')).toMatchObject([{ origin: 'source' }]);
    });
  },
);
