import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../data/sqlite.mjs';
import { useWriteAheadLog } from '../data/writeAheadLog.mjs';
import { fromRoot } from '../processes.mjs';

/** A data folder of a portal with one change, and a place for backups. */
export function makePortal(t) {
  const parent = mkdtempSync(join(tmpdir(), 'portal-backup-'));
  const folder = join(parent, 'data');
  const before = process.env.PORTAL_DATA;
  const umask = process.umask();
  process.env.PORTAL_DATA = folder;
  t.after(() => {
    process.umask(umask);
    rmSync(parent, { recursive: true, force: true });
    if (before === undefined) {
      delete process.env.PORTAL_DATA;
    } else {
      process.env.PORTAL_DATA = before;
    }
  });
  mkdirSync(join(folder, 'policies.git', 'objects'), { recursive: true });
  writeFileSync(join(folder, 'policies.git', 'HEAD'), 'ref: refs/heads/main');
  writeFileSync(join(folder, 'app-config.local.yaml'), 'token: first');
  useWriteAheadLog(folder);
  const portal = {
    folder,
    file: join(parent, 'backup.tar.gz'),
    database: join(folder, 'policies.sqlite'),
    query: (sql, ...values) => {
      const database = openDatabase(portal.database);
      try {
        const statement = database.prepare(sql);
        return statement.reader
          ? statement.all(...values)
          : statement.run(...values);
      } finally {
        database.close();
      }
    },
    titles: () =>
      portal.query('select title from changes').map(({ title }) => title),
  };
  /** Has a database say that it has been through a migration. */
  portal.record = (name, table, migration) => {
    const database = openDatabase(join(folder, `${name}.sqlite`));
    database.exec(`create table if not exists ${table} (name text)`);
    database.prepare(`insert into ${table} values (?)`).run(migration);
    database.close();
  };
  const [migration] = readdirSync(
    fromRoot('plugins/policies-backend/migrations'),
  );
  portal.record('policies', 'knex_migrations', migration);
  portal.query('create table changes (title text)');
  portal.query(`insert into changes values ('saved')`);
  return portal;
}
