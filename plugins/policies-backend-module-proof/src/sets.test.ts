import { BackendFeature } from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import { SetProof } from '@internal/plugin-policies-common';
import { Gate, until } from '@internal/plugin-policies-node/testUtils';
import { Knex } from 'knex';
import {
  asFiles,
  createCompany,
  SetsFolder,
  startPortal,
  startReplicas,
  toyFiles,
} from './__testUtils__/portal';
import { ToyEngine } from './__testUtils__/ToyEngine';

const files = toyFiles(
  'permit read 0..1000\npermit read 5..10\nforbid write 3000..4000\npermit peek 0..9',
  {
    'schema.toy': 'read 0..2000\nwrite 0..2000\npeek 0..9\nlist 0..3\n',
    'invariants/no-large-reads.toy':
      'never | No large amount is read | FATF R.16\nforbid read 1001..2000',
  },
);
const other = {
  ...files,
  'policy-set.yaml': files['policy-set.yaml']
    .replace('name: records', 'name: parcels')
    .replace('[record]', '[parcel]'),
};

describe.each(TestDatabases.create().eachSupportedId())(
  'what is known of sets on %s',
  databaseId => {
    const databases = TestDatabases.create();
    let folder: SetsFolder;
    let engine: ToyEngine;
    let portal: Awaited<ReturnType<typeof startPortal>>;
    let knex: Knex;

    const start = (more: BackendFeature[] = [], own = knex, driver = engine) =>
      startPortal([folder.path], {
        knex: own,
        features: [...createCompany().features, driver.feature, ...more],
        policies: { engines: { toy: {} } },
      });
    const proof = async (set = 'records'): Promise<SetProof> =>
      (await portal.get(`/sets/${set}/proof`).expect(200)).body;
    const done = (set?: string) =>
      until(
        () => proof(set),
        ({ state }) => state === 'done',
      );

    beforeEach(async () => {
      knex = await databases.init(databaseId);
      folder = new SetsFolder();
      folder.write('records', files);
      engine = new ToyEngine();
    });
    afterEach(() => folder.dispose());

    it('is told once they are active, and anew with another revision or analyzer', async () => {
      portal = await start();
      const told = await done();
      expect(told).toEqual({
        set: 'records',
        revision: expect.any(String),
        state: 'done',
        analyzer: {
          state: 'ready',
          versions: { analyzer: 'toy 1', solver: 'all 1', engine: '1' },
        },
        checkedAt: expect.any(String),
        invariants: [
          expect.objectContaining({
            state: 'proven',
            invariant: expect.objectContaining({ name: 'no-large-reads' }),
          }),
        ],
        findings: [
          expect.objectContaining({
            kind: 'removable',
            statement: expect.objectContaining({ policy: 'limit' }),
          }),
          expect.objectContaining({ kind: 'never-matches' }),
          expect.objectContaining({
            kind: 'allows-everything',
            environment: {
              subject: 'user',
              action: 'peek',
              resource: 'record',
            },
          }),
          {
            kind: 'denies-everything',
            message: `Nothing is ever allowed of 2 kinds of requests that the schema admits, such as 'write' by user on record.`,
            help: expect.any(String),
          },
        ],
        limits: [],
      });

      folder.write('records', {
        'policies/limit.toy': 'permit read 0..900\n',
      });
      await portal.refresh();
      const next = await until(
        () => proof(),
        ({ state, revision }) => state === 'done' && revision !== told.revision,
      );
      expect(next.findings!.map(({ kind }) => kind)).toEqual([
        'denies-everything',
      ]);
      await portal.stop();

      engine.analyzer.version = 'toy 2';
      portal = await start();
      const again = await until(
        () => proof(),
        ({ state, checkedAt }) =>
          state === 'done' && checkedAt !== next.checkedAt,
      );
      expect(again.analyzer!.versions!.analyzer).toBe('toy 2');
      await portal.stop();

      // Gone, the analyzer takes with it what only it can tell.
      engine.analyzer.isThere = false;
      portal = await start();
      const searched = await until(
        () => proof(),
        ({ state, checkedAt }) =>
          state === 'done' && checkedAt !== again.checkedAt,
      );
      expect(searched).toMatchObject({
        analyzer: { state: 'missing' },
        invariants: [{ state: 'searched' }],
        limits: [expect.stringContaining(`'toy' is not installed`)],
      });
      expect(searched.findings).toBeUndefined();
      await portal.stop();
    });

    it('is told by one of two replicas, for both', async () => {
      const engines = [new ToyEngine(), new ToyEngine()];
      const { replicas, stop } = await startReplicas(
        knex,
        ({ knex: own, features, index }) =>
          start(features, own, engines[index]),
      );
      const [first, second] = replicas.map(replica => replica.portal);
      portal = first;
      const told = await done();
      portal = second;
      expect(await done()).toEqual(told);
      const findings = engines.map(
        ({ analyzer }) =>
          analyzer.questions.filter(({ kind }) => kind === 'removable').length,
      );
      expect(findings.filter(count => count > 0)).toHaveLength(1);
      await stop();
    });

    it('is listed by set, regulation and policy', async () => {
      folder.write('parcels', {
        ...other,
        'invariants/no-large-reads.toy':
          'never | No large parcel | DORA Art. 9\nforbid read 1001..2000',
      });
      portal = await start();
      await done();
      await done('parcels');
      const list = async (query: string) =>
        (await portal.get(`/invariants${query}`).expect(200)).body.items.map(
          (item: any) => `${item.set} ${item.invariant.title}`,
        );
      const records = 'records No large amount is read';
      const parcels = 'parcels No large parcel';
      expect(await list('')).toEqual([parcels, records]);
      expect(await list('?set=records')).toEqual([records]);
      expect(await list('?regulation=DORA')).toEqual([parcels]);
      expect(await list('?regulation=FATF%20R.1')).toEqual([]);
      expect(await list('?policy=limit&set=parcels')).toEqual([parcels]);
      expect(await list('?policy=other')).toEqual([]);
      await portal.get('/sets/nowhere/proof').expect(404);
      await portal.stop();
    });

    it('is told of drafts, within bounds, and of no one twice at once', async () => {
      portal = await start();
      await done();
      const prove = (rules: string, more: object = {}) =>
        portal.as('ann').post('/playground/proof', {
          files: asFiles({ ...files, 'policies/limit.toy': rules }),
          ...more,
        });
      const { body } = await prove('permit read 0..1500').expect(200);
      expect(body).toMatchObject({
        diagnostics: [],
        revision: expect.any(String),
        invariants: [
          {
            state: 'broken',
            counterexample: {
              request: { resource: { properties: { amount: 1001 } } },
            },
          },
        ],
        findings: [{ kind: 'denies-everything' }],
      });
      const invariants = (
        await prove('permit read 0..5', { parts: ['invariants'] }).expect(200)
      ).body;
      expect(invariants.findings).toBeUndefined();
      expect((await prove('???').expect(200)).body).toMatchObject({
        diagnostics: [{ severity: 'error' }],
        invariants: [],
      });
      const kept = await knex('policy_proof_answers').count({ count: '*' });

      const gate = new Gate();
      const signals: AbortSignal[] = [];
      engine.analyzer.instead = (_question, { signal }) => {
        signals.push(signal);
        return gate.pass().then(() => ({ key: 'k', state: 'holds' as const }));
      };
      const parts = { parts: ['invariants'] };
      const running = [1, 2].map(limit =>
        prove(`permit read 0..${limit}`, parts).then(),
      );
      await until(() => gate.count === 2);
      const refused = await prove('permit read 0..3', parts);
      expect(refused.status).toBe(429);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      const cid = portal.as('cid').post('/playground/proof', {
        files: asFiles({ ...files, 'policies/limit.toy': 'permit read 0..4' }),
        ...parts,
      });
      const others = cid.then();
      await until(() => gate.count === 3);
      gate.open();
      for (const { status } of await Promise.all([...running, others])) {
        expect(status).toBe(200);
      }
      engine.analyzer.instead = undefined;
      await prove('permit read 0..3', parts).expect(200);
      // What is typed fills no table.
      expect(await knex('policy_proof_answers').count({ count: '*' })).toEqual(
        kept,
      );
      expect(engine.drafts).toBe(0);
      await portal.stop();
    });
  },
);
