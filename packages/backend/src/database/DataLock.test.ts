import { createBackend } from '@backstage/backend-defaults';
import {
  coreServices,
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { freePort } from '@internal/plugin-policies-node/testUtils';
import {
  closeSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeSync,
} from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { rootHealthServiceFactory } from '../health/rootHealthServiceFactory';
import { httpFeatures } from '../http/httpFeatures';
import { DataLock } from './DataLock';
import { dataLockServiceFactory } from './dataLockServiceFactory';

const READINESS = '/.backstage/health/v1/readiness';

describe('a backend on a folder of databases', () => {
  let folder: string;
  const logger = mockServices.rootLogger.mock();

  beforeEach(() => {
    logger.child.mockReturnValue(logger);
    folder = mkdtempSync(join(tmpdir(), 'portal-lock-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A backend with a plugin that writes as much into its database as it is sent. */
  async function createPortal(pages = 8) {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const backend = createBackend();
    backend.add(
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: url },
          backend: {
            baseUrl: url,
            listen: { host: '127.0.0.1', port },
            database: {
              client: 'better-sqlite3',
              connection: { directory: folder },
            },
          },
        },
      }),
    );
    backend.add(
      createServiceFactory({
        service: coreServices.rootLogger,
        deps: {},
        factory: () => logger,
      }),
    );
    backend.add(dataLockServiceFactory);
    backend.add(rootHealthServiceFactory);
    httpFeatures().forEach(feature => backend.add(feature));
    backend.add(
      createBackendPlugin({
        pluginId: 'notes',
        register: env =>
          env.registerInit({
            deps: {
              database: coreServices.database,
              http: coreServices.httpRouter,
            },
            init: async ({ database, http }) => {
              const db = await database.getClient();
              await db.schema.createTable('notes', table => table.text('text'));
              // As on a disk with room for these pages and no more.
              await db.raw(`PRAGMA max_page_count = ${pages}`);
              await db.raw('PRAGMA cache_size = 1');
              http.addAuthPolicy({ path: '/', allow: 'unauthenticated' });
              http.use(async ({ method }, response, next) => {
                try {
                  if (method === 'POST') {
                    await db('notes').insert({ text: 'secret'.repeat(20_000) });
                  }
                  response.json(await db('notes').select());
                } catch (error) {
                  next(error);
                }
              });
            },
          }),
      }),
    );
    return { backend, url };
  }

  it('says in words that the disk is full, and is not ready meanwhile', async () => {
    const { backend, url } = await createPortal();
    await backend.start();
    try {
      expect((await fetch(url + READINESS)).status).toBe(200);
      const refused = await fetch(`${url}/api/notes/`, { method: 'POST' });
      const text = await refused.text();
      expect(refused.status).toBe(503);
      expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(text).toContain('has no space left');
      expect(text).not.toMatch(/secret|insert|SQLITE/);

      const readiness = await fetch(url + READINESS);
      expect(readiness.status).toBe(503);
      const { message } = await readiness.json();
      expect(message).toContain('the disk that holds its databases is full');
      expect(message).not.toContain(folder);
    } finally {
      await backend.stop();
    }
  });

  it('says in words that a database is damaged, and in the log which one', async () => {
    const { backend, url } = await createPortal(1_000);
    await backend.start();
    try {
      const written = await fetch(`${url}/api/notes/`, { method: 'POST' });
      expect(written.status).toBe(200);
      const file = join(folder, 'notes.sqlite');
      const damage = openSync(file, 'r+');
      writeSync(damage, 'x'.repeat(statSync(file).size - 8_192), 8_192);
      closeSync(damage);

      const refused = await fetch(`${url}/api/notes/`);
      expect(refused.status).toBe(503);
      const text = await refused.text();
      expect(text).toContain('a database of the portal is damaged');
      expect(text).not.toContain(folder);
      const readiness = await fetch(url + READINESS);
      expect(readiness.status).toBe(503);
      expect((await readiness.json()).message).toMatch(/damaged/);
      expect(logger.error).toHaveBeenCalledWith(
        expect.stringContaining(`the database '${file}' is damaged`),
      );
    } finally {
      await backend.stop();
    }
  });

  it('does not start beside another one, and names it', async () => {
    const lock = DataLock.take(folder, 'http://localhost:7007');
    const { backend } = await createPortal();
    await expect(backend.start()).rejects.toThrow(
      `a portal is running on the data folder '${folder}', process ${process.pid}, at http://localhost:7007`,
    );
    lock.release();
    DataLock.take(folder).release();
  });
});
