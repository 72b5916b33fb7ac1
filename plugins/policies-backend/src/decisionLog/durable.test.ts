import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { createBackendModule } from '@backstage/backend-plugin-api';
import { policyDecisionLogsExtensionPoint } from '@internal/plugin-policies-node';
import { until } from '@internal/plugin-policies-node/testUtils';
import { SetsFolder, setFiles } from '../__testUtils__/SetsFolder';
import { readRequest, startPortal } from '../__testUtils__/startPortal';
import { DatabaseDecisionArchive } from './DatabaseDecisionArchive';

/** The database, which can be away. */
class LeavingStore {
  isAway = false;

  readonly module = createBackendModule({
    pluginId: 'policies',
    moduleId: 'leaving-store',
    register: env => {
      env.registerInit({
        deps: { logs: policyDecisionLogsExtensionPoint },
        init: async ({ logs }) => {
          logs.addStore({
            name: 'leaving',
            open: async options => {
              const archive = await DatabaseDecisionArchive.create(options);
              const add = archive.add.bind(archive);
              archive.add = async batch => {
                if (this.isAway) {
                  throw new Error('the store is away');
                }
                return add(batch);
              };
              return archive;
            },
          });
        },
      });
    },
  });
}

describe('a set with log: durable', () => {
  const sets = new SetsFolder();
  let folder: string;

  beforeAll(() => {
    sets.write('records', setFiles('records'));
    const files = setFiles('notes', { type: 'note' });
    sets.write('notes', {
      ...files,
      'policy-set.yaml': files['policy-set.yaml'].replace(
        'spec:\n',
        'spec:\n  log: durable\n',
      ),
    });
    folder = mkdtempSync(join(tmpdir(), 'durable-'));
  });

  afterAll(() => {
    sets.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = async (decisions: object) => {
    const store = new LeavingStore();
    const portal = await startPortal([sets.path], {
      policies: { decisions: { log: 'leaving', ...decisions } },
      features: [store.module],
    });
    return { store, portal };
  };
  const note = (email: string) => {
    const request = readRequest('alice', {}, 'note');
    return {
      ...request,
      subject: { ...request.subject, properties: { level: 1, email } },
    };
  };

  it('is answered when its decision is on disk, without what is redacted, however the store is', async () => {
    const spool = join(folder, 'spool');
    const { store, portal } = await start({ spool: { folder: spool } });
    store.isAway = true;
    const readSpool = () =>
      readdirSync(spool, { recursive: true, encoding: 'utf8' })
        .filter(name => name.endsWith('.segment'))
        .map(name => readFileSync(join(spool, name), 'utf8'))
        .join();
    expect(readSpool()).toBe('');
    const { body } = await portal
      .post('/access/v1/evaluation', note('alice@example.com'))
      .expect(200);
    expect(body.decision).toBe(true);
    const told = readSpool();
    expect(told).toContain('"set":"notes"');
    expect(told).toContain('[redacted]');
    expect(told).not.toContain('alice@example.com');
    await portal.post('/access/v1/evaluations', {
      evaluations: [note('a'), readRequest('bob'), note('b')],
    });
    expect(readSpool().match(/"set":"notes"/g)).toHaveLength(3);

    store.isAway = false;
    await portal.stop();
    // The portal ended in order: everything is stored.
    expect(readdirSync(spool)).toEqual([]);
  });

  it('is refused where its decision cannot be kept, while others are answered', async () => {
    const { store, portal } = await start({});
    await portal.post('/access/v1/evaluation', note('a')).expect(200);
    store.isAway = true;
    const refused = await portal
      .post('/access/v1/evaluation', note('a'))
      .expect(503);
    expect(refused.body.error.message).toContain(
      'policies.decisions.spool.folder',
    );
    expect(refused.body.decision).toBeUndefined();
    await portal
      .post('/access/v1/evaluation', readRequest('alice'))
      .expect(200);
    store.isAway = false;
    await until(async () => {
      const { body } = await portal.get('/decisions').expect(200);
      return body.items.some(({ set }: { set: string }) => set === 'records');
    });
    await portal.post('/access/v1/evaluation', note('a')).expect(200);
    await portal.stop();
  });
});
