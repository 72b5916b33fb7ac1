import { spawn } from 'child_process';
import { once } from 'events';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { createInterface } from 'readline';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { policySetManifestSchema } from '@internal/plugin-policies-common';
import { buildSync } from 'esbuild';
import createKnex, { Knex } from 'knex';
import { DatabaseDeployments } from '@internal/plugin-policies-backend/testUtils';
import { DatabaseJourneyStore } from '@internal/plugin-policies-backend-module-onboarding/testUtils';

const inPlugins = (path: string) =>
  resolve(__dirname, '../../../../plugins', path);

const KILLS = Number(process.env.POLICIES_TEST_KILLS ?? 200);

jest.setTimeout(1_200_000);

/**
 * A process that publishes, rolls back and saves is killed with SIGKILL at random moments. After each
 * death the database has to be whole, and has to hold what was acknowledged.
 */
describe.each(TestDatabases.create().eachSupportedId())(
  'writers that are killed on %s',
  databaseId => {
    const databases = TestDatabases.create();
    const folder = mkdtempSync(join(tmpdir(), 'killed-'));
    const bundle = join(
      resolve(__dirname, '../..'),
      `node_modules/.cache/killedWriter-${databaseId}-${process.pid}.js`,
    );
    let db: Knex;
    let config: object;
    let journey: string;

    beforeAll(async () => {
      buildSync({
        entryPoints: [resolve(__dirname, '__testUtils__/killedWriter.ts')],
        outfile: bundle,
        bundle: true,
        platform: 'node',
        packages: 'external',
        alias: {
          '@internal/plugin-policies-common': inPlugins(
            'policies-common/src/index.ts',
          ),
          // Of each package what it writes with alone.
          '@internal/plugin-policies-node': inPlugins(
            'policies-node/src/database/index.ts',
          ),
          '@internal/plugin-policies-backend/testUtils': inPlugins(
            'policies-backend/src/deployments/DatabaseDeployments.ts',
          ),
          '@internal/plugin-policies-backend-module-changes/testUtils':
            inPlugins(
              'policies-backend-module-changes/src/__testUtils__/stores.ts',
            ),
          '@internal/plugin-policies-backend-module-onboarding/testUtils':
            inPlugins(
              'policies-backend-module-onboarding/src/DatabaseJourneyStore.ts',
            ),
          '@backstage/backend-test-utils': resolve(
            __dirname,
            '__testUtils__/databaseOf.ts',
          ),
        },
      });
      if (databaseId === 'SQLITE_3') {
        config = {
          client: 'better-sqlite3',
          connection: { filename: join(folder, 'db.sqlite') },
          useNullAsDefault: true,
        };
        db = createKnex(config);
      } else {
        db = await databases.init(databaseId);
        const { client, connection } = db.client.config;
        config = {
          client,
          // Hidden from those who list the properties.
          connection: { ...connection, password: connection.password },
          pool: { min: 0, max: 2 },
        };
      }
      await db.migrate.latest({
        directory: inPlugins('policies-backend/migrations'),
      });
      await db.migrate.latest({
        directory: inPlugins('policies-backend-module-changes/migrations'),
        tableName: 'knex_migrations_changes',
      });
      const database = mockServices.database({ knex: db });
      const registry = await DatabaseDeployments.create(database);
      const manifest = policySetManifestSchema.parse({
        apiVersion: 'policies.internal/v1alpha1',
        kind: 'PolicySet',
        metadata: { name: 'records', title: 'Records' },
        spec: {
          domain: 'testing',
          owner: 'group:default/testers',
          engine: 'cedar',
          resourceTypes: ['record'],
          policies: [{ name: 'read', title: 'Reading' }],
        },
      });
      await registry.activate(
        {
          name: 'records',
          source: 'folder:sets',
          location: '/sets/records',
          manifest,
          seenRevision: 'a'.repeat(64),
          diagnostics: [],
          caseResults: [],
        },
        { revision: 'a'.repeat(64), files: [{ path: 'a', content: '' }] },
      );
      const journeys = await DatabaseJourneyStore.create(database);
      ({ id: journey } = await journeys.create('user:default/ann', {}));
    });

    afterAll(async () => {
      await db.destroy();
      rmSync(folder, { recursive: true, force: true });
      rmSync(bundle, { force: true });
    });

    /**
     * Runs a writer until it is killed.
     *
     * @param onLine - gets what it tells, "ready" first, and says when it is to be killed
     */
    async function killOne(
      name: string,
      onLine: (line: string, kill: () => void) => void,
    ): Promise<string[]> {
      const child = spawn(
        process.execPath,
        [bundle, JSON.stringify(config), name, journey],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      const told: string[] = [];
      const lines = createInterface({ input: child.stdout });
      lines.on('line', line => {
        told.push(line);
        onLine(line, () => child.kill('SIGKILL'));
      });
      const [, signal] = await once(child, 'close');
      expect(signal).toBe('SIGKILL');
      return told;
    }

    /** Milliseconds from when a writer is ready to its first roll-back, as fast as this machine is now. */
    async function measurePace(name: string): Promise<number> {
      let since = 0;
      let pace = 0;
      await killOne(name, (line, kill) => {
        if (line === 'ready') {
          since = performance.now();
        } else if (line.startsWith('rolled')) {
          pace = performance.now() - since;
          kill();
        }
      });
      return pace;
    }

    async function expectWhole(told: string[]): Promise<void> {
      const [set] = await db('policy_sets').select();
      const revisions = await db('policy_revisions').select();
      const known = new Map(revisions.map(row => [row.revision, row]));
      // Exactly one active revision, which is there and was not left as a mere proposal.
      expect(await db('policy_sets').select()).toHaveLength(1);
      expect(known.get(set.active_revision)).toBeDefined();
      expect(Boolean(known.get(set.active_revision).proposed)).toBe(false);
      // The history is a chain that ends in it.
      const history = await db('policy_history').orderBy('sequence').select();
      history.forEach((entry, index) => {
        expect(entry.sequence).toBe(index + 1);
        expect(entry.previous_revision).toBe(
          index ? history[index - 1].revision : null,
        );
      });
      expect(history[history.length - 1].revision).toBe(set.active_revision);
      // A change is published, or was, if and only if the history says so.
      const changes = await db('policy_changes').select();
      const published = new Set(
        history
          .filter(({ kind }) => kind === 'published')
          .map(({ change_id: id }) => id),
      );
      for (const change of changes) {
        expect(['published', 'rolled-back'].includes(change.state)).toBe(
          published.has(change.id),
        );
      }
      // No approval without its change, and none that a change counts without its review.
      const reviews = await db('policy_change_reviews').select();
      const ids = new Set(changes.map(({ id }) => id));
      expect(reviews.filter(review => !ids.has(review.change_id))).toEqual([]);
      for (const change of changes) {
        const reviewed = reviews.some(review => review.change_id === change.id);
        expect(['draft', 'in-review'].includes(change.state)).toBe(!reviewed);
      }
      // What was acknowledged is there.
      const revisionsTold = told
        .filter(line => line.startsWith('published '))
        .map(line => line.split(' ')[1]);
      const inHistory = new Set(history.map(({ revision }) => revision));
      expect(revisionsTold.filter(one => !inHistory.has(one))).toEqual([]);
      const saved = told.filter(line => line.startsWith('saved ')).pop();
      if (saved) {
        const [, version, value] = saved.split(' ');
        const field = await db('policy_journey_fields').first();
        expect(field.version).toBeGreaterThanOrEqual(Number(version));
        expect(field.version > Number(version) || field.value === value).toBe(
          true,
        );
      }
    }

    it(`leaves a whole database ${KILLS} times`, async () => {
      let published = 0;
      let rolledBack = 0;
      let pace = await measurePace('0p');
      for (let round = 0; round < KILLS; round++) {
        if (round % 20 === 19) {
          pace = await measurePace(`${round}p`);
        }
        const after = Math.random() * 1.5 * pace;
        const told = await killOne(`${round}f`, (line, kill) => {
          if (line === 'ready') {
            setTimeout(kill, after);
          }
        });
        published += told.filter(line => line.startsWith('published')).length;
        rolledBack += told.filter(line => line.startsWith('rolled')).length;
        await expectWhole(told);
      }
      // It was killed while it worked, not before.
      expect(published).toBeGreaterThan(KILLS / 20);
      expect(rolledBack).toBeGreaterThan(0);
    });
  },
);
