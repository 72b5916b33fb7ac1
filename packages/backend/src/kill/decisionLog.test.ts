import { spawn } from 'child_process';
import { once } from 'events';
import { mkdtempSync, readdirSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { createInterface } from 'readline';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import {
  DatabaseDecisionArchive,
  SpooledDecisionLog,
} from '@internal/plugin-policies-backend/testUtils';
import { until } from '@internal/plugin-policies-node/testUtils';
import { buildSync } from 'esbuild';
import createKnex, { Knex } from 'knex';

const inPlugins = (path: string) =>
  resolve(__dirname, '../../../../plugins', path);

const KILLS = 12;
/** A commit begins after 200 ms; the rest is for a machine that is busy. */
const HELD_MS = 1_000;

jest.setTimeout(300_000);

/**
 * A process that logs decisions while they are stored is killed with SIGKILL at random moments. What it
 * said is kept has to be there, of the rest all but the end, and nothing twice.
 */
describe.each(TestDatabases.create().eachSupportedId())(
  'logs of decisions that are killed on %s',
  databaseId => {
    const databases = TestDatabases.create();
    const folder = mkdtempSync(join(tmpdir(), 'killed-log-'));
    const spool = join(folder, 'spool');
    const bundle = join(
      resolve(__dirname, '../..'),
      `node_modules/.cache/killedLog-${databaseId}-${process.pid}.js`,
    );
    let db: Knex;
    let config: object;

    beforeAll(async () => {
      buildSync({
        entryPoints: [resolve(__dirname, '__testUtils__/killedLog.ts')],
        outfile: bundle,
        bundle: true,
        platform: 'node',
        packages: 'external',
        alias: {
          // Of each package what it logs with alone.
          '@internal/plugin-policies-node': inPlugins(
            'policies-node/src/decisionLog/index.ts',
          ),
          '@internal/plugin-policies-backend/testUtils': inPlugins(
            'policies-backend/src/decisionLog/index.ts',
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
        await db.raw('pragma journal_mode = wal');
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
    });

    afterAll(async () => {
      await db.destroy();
      rmSync(folder, { recursive: true, force: true });
      rmSync(bundle, { force: true });
    });

    /** @returns what it told until it was killed */
    async function killOne(round: number): Promise<string[]> {
      const child = spawn(
        process.execPath,
        [bundle, JSON.stringify(config), spool, String(round)],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      const told: string[] = [];
      createInterface({ input: child.stdout }).on('line', line => {
        told.push(line);
        if (line === 'ready') {
          setTimeout(() => child.kill('SIGKILL'), 300 + Math.random() * 2_000);
        }
      });
      const [, signal] = await once(child, 'close');
      expect(signal).toBe('SIGKILL');
      return told;
    }

    it(`loses nothing that was kept, and of the rest the last moment, ${KILLS} times`, async () => {
      const told: string[][] = [];
      for (let round = 0; round < KILLS; round++) {
        told.push(await killOne(round));
      }
      const log = await SpooledDecisionLog.open({
        archive: await DatabaseDecisionArchive.create({
          database: mockServices.database({ knex: db }),
        }),
        logger: mockServices.logger.mock(),
        folder: spool,
        mostBytes: 512 * 1024 * 1024,
        staleMs: 1_000,
      });
      // Its own folder alone is left.
      await until(() => readdirSync(spool).length === 1);
      await log.flush();

      const stored = new Set<string>();
      let entries = 0;
      for await (const { items } of log.replay({})) {
        for (const { request } of items) {
          stored.add(request.subject.id);
          entries++;
        }
      }
      expect(entries).toBe(stored.size);
      expect(await log.coverage({})).toMatchObject({
        decisions: entries,
        entries,
      });
      told.forEach((lines, round) => {
        const kept = lines.filter(line => line.startsWith('kept'));
        expect(kept.length).toBeGreaterThan(0);
        expect(kept.filter(line => !stored.has(line))).toEqual([]);
        const recorded = lines
          .filter(line => line.startsWith('recorded'))
          .map(line => line.split(' ').slice(2).map(Number));
        const [, endMs] = recorded[recorded.length - 1];
        const numbers = [...stored]
          .filter(id => id.startsWith(`recorded ${round} `))
          .map(id => Number(id.split(' ')[2]));
        // No gap: what is lost is the end alone.
        expect(Math.max(-1, ...numbers)).toBe(numbers.length - 1);
        const lost = recorded.filter(([number]) => number >= numbers.length);
        for (const [, timeMs] of lost) {
          expect(endMs - timeMs).toBeLessThan(HELD_MS);
        }
      });
      await log.close();
    });
  },
);
