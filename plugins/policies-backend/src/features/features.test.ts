import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import {
  createBackendModule,
  createServiceFactory,
  DatabaseService,
} from '@backstage/backend-plugin-api';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { setReadPermission } from '@internal/plugin-policies-common';
import {
  Check,
  createFeatureRef,
  defineRoute,
  isPostgres,
  JobKind,
  policiesFeaturesExtensionPoint,
  PolicyFeature,
  readinessServiceRef,
  RevisionGuard,
} from '@internal/plugin-policies-node';
import { z } from 'zod';
import { Gate, until } from '@internal/plugin-policies-node/testUtils';
import {
  readRequest,
  setFiles,
  SetsFolder,
  startPortal,
} from '../__testUtils__';
import { migrateCore } from '../core/migrateCore';
import { AddedParts } from './AddedParts';
import { FeatureParts, Features } from './Features';
import { Listeners } from './Listeners';
import { SharedCore } from './SharedCore';

const lateOffer = createFeatureRef<object>('test.late');
const greeting = createFeatureRef<{ greet(): string }>('test.greeting');

function moduleOf(feature: PolicyFeature, id = feature.name) {
  return createBackendModule({
    pluginId: 'policies',
    moduleId: `test-${id}`,
    register(registration) {
      registration.registerInit({
        deps: { features: policiesFeaturesExtensionPoint },
        async init({ features }) {
          features.addFeature(feature);
        },
      });
    },
  });
}

const route = (path: string, handle: () => Promise<object>) =>
  defineRoute({
    method: 'get',
    path,
    operation: `get${path}`,
    summary: 'A test',
    tag: { name: 'test', description: 'Tests' },
    needs: [setReadPermission],
    answer: { description: 'Anything', schema: z.custom<object>() },
    handle,
  });

const check = (name: string, title: string): Check => ({
  name,
  title,
  run: async () => ({ state: 'passed', summary: 'Fine' }),
});

const noParts = (): FeatureParts => ({
  listeners: new Listeners(mockServices.logger.mock()),
  checks: new AddedParts<Check>('a check'),
  guards: new AddedParts<RevisionGuard>('a guard of revisions'),
  jobKinds: new AddedParts<JobKind>('a kind of jobs'),
});

const featuresOf = (features: PolicyFeature[], database: DatabaseService) =>
  new Features(features, {
    database,
    logger: mockServices.logger.mock(),
    permissionsRegistry: mockServices.permissionsRegistry.mock(),
    readiness: {
      holdBack: () => () => {},
      reasons: () => [],
      reportMissing: () => {},
      missing: () => [],
    },
  });

describe.each(TestDatabases.create().eachSupportedId())(
  'features on %s',
  databaseId => {
    const databases = TestDatabases.create();
    const folder = new SetsFolder();
    const migrations = mkdtempSync(join(tmpdir(), 'migrations-'));

    beforeAll(() => {
      folder.write('records', setFiles('records'));
      writeFileSync(
        join(migrations, '20260101000000_notes.js'),
        `exports.up = knex => knex.schema.createTable('test_notes', table => table.text('note'));
exports.down = knex => knex.schema.dropTable('test_notes');`,
      );
    });
    afterAll(() => {
      folder.dispose();
      rmSync(migrations, { recursive: true });
    });

    it('meet by what they offer, have tables of their own, and end; one that fails is named, and decisions go on', async () => {
      const knex = await databases.init(databaseId);
      const seen: string[] = [];
      const missing: string[] = [];
      const portal = await startPortal([folder.path], {
        knex,
        features: [
          createServiceFactory({
            service: readinessServiceRef,
            deps: {},
            factory: () => ({
              holdBack: () => () => {},
              reasons: () => [],
              reportMissing: what => missing.push(what),
              missing: () => missing,
            }),
          }),
          moduleOf({
            name: 'asking',
            create: async core => {
              core.observeDecisions(set => seen.push(set));
              return {
                routes: [
                  route('/test/greeting', async () => ({
                    text: core.find(greeting)?.greet(),
                    late: core.find(lateOffer) ?? 'none',
                    sets: core.sets.list().map(({ name }) => name),
                    checks: core.listChecks().map(({ title }) => title),
                  })),
                ],
                stop: () => {
                  seen.push('asking ended');
                },
              };
            },
          }),
          moduleOf({
            name: 'greeting',
            migrations,
            create: async core => {
              core.offer(greeting, { greet: () => 'hello' });
              return {
                checks: [check('greets', 'It greets')],
                jobs: [
                  {
                    name: 'greeting.note',
                    lane: 'bulk',
                    run: async ({ job, write }) =>
                      write(async tx => {
                        await tx('test_notes').insert({ note: job.input });
                      }),
                  },
                ],
                start: async () => {
                  await core.jobs.enqueue({
                    kind: 'greeting.note',
                    input: 'hello',
                    askedBy: 'user:default/ann',
                  });
                },
                stop: () => {
                  seen.push('greeting ended');
                  throw new Error('slow to end');
                },
              };
            },
          }),
          moduleOf({
            name: 'broken',
            create: async core => {
              core.offer(greeting, { greet: () => 'never' });
              core.observeDecisions(() => seen.push('told a broken one'));
              throw new Error('no disk');
            },
          }),
          moduleOf({
            name: 'late',
            create: async core => {
              core.offer(lateOffer, {});
              core.observeDecisions(() => seen.push('told a late one'));
              return {
                routes: [route('/test/late', async () => ({}))],
                checks: [check('late', 'It is late')],
                start: () => {
                  throw new Error('no port');
                },
              };
            },
          }),
        ],
      });
      const { body } = await portal.get('/test/greeting').expect(200);
      expect(body).toEqual({
        text: 'hello',
        late: 'none',
        sets: ['records'],
        checks: ['It greets'],
      });
      const late = await portal.get('/test/late').expect(503);
      expect(late.body.error.message).toMatch(
        /^the feature 'late' could not start/,
      );
      expect(missing).toEqual([
        "the feature 'broken' could not start",
        "the feature 'late' could not start",
      ]);
      const { body: overview } = await portal.get('/overview').expect(200);
      expect(overview.failedFeatures).toEqual(['broken', 'late']);
      await portal
        .post('/access/v1/evaluation', readRequest('alice'))
        .expect(200);
      expect(
        await until(
          () => knex('test_notes').select(),
          ({ length }) => length,
        ),
      ).toEqual([{ note: 'hello' }]);
      expect(await knex('knex_migrations_greeting').select()).toHaveLength(1);
      await portal.stop();
      expect(seen).toEqual(['records', 'greeting ended', 'asking ended']);
    });

    it('have their tables on each of several replicas that start at once', async () => {
      const knex = await databases.init(databaseId);
      const replicas = isPostgres(knex) ? 3 : 1;
      const database = mockServices.database({ knex });
      for (const round of ['first', 'again']) {
        const started = await Promise.all(
          Array.from({ length: replicas }, async () => {
            const features = featuresOf(
              [{ name: 'greeting', migrations, create: async () => ({}) }],
              database,
            );
            await migrateCore(database);
            await features.create({} as SharedCore, noParts());
            return features.failed;
          }),
        );
        expect({ round, failed: started.flat() }).toEqual({
          round,
          failed: [],
        });
      }
      expect(await knex('test_notes').select()).toEqual([]);
      expect(await knex('knex_migrations_greeting').select()).toHaveLength(1);
      expect(await knex('knex_migrations_lock').select()).toHaveLength(1);
    });

    it('are left out and named where their name or what they offer is taken', async () => {
      const knex = await databases.init(databaseId);
      const logger = mockServices.logger.mock();
      const started: string[] = [];
      const greetingFeature = (name: string, text: string): PolicyFeature => ({
        name,
        // As of two versions of one module.
        ...(name === 'greeting' ? { migrations } : {}),
        create: async core => {
          core.offer(greeting, { greet: () => text });
          return {
            routes: [
              route(`/test/${text}`, async () => ({
                text: core.find(greeting)?.greet(),
              })),
            ],
            start: async () => {
              started.push(text);
            },
          };
        },
      });
      const portal = await startPortal([folder.path], {
        knex,
        features: [
          logger.factory,
          moduleOf(greetingFeature('greeting', 'hello')),
          moduleOf(greetingFeature('greeting', 'again'), 'again'),
          moduleOf(greetingFeature('parting', 'farewell')),
        ],
      });
      const { body } = await portal.get('/test/hello').expect(200);
      expect(body).toEqual({ text: 'hello' });
      await portal.get('/test/again').expect(404);
      await portal.get('/test/farewell').expect(404);
      expect(started).toEqual(['hello']);
      const { body: overview } = await portal.get('/overview').expect(200);
      expect(overview.failedFeatures).toEqual(['greeting', 'parting']);
      const errors = logger.error.mock.calls.map(([message]) => message);
      expect(errors).toEqual([
        `feature 'greeting' cannot start and is left out: another feature is named 'greeting'; remove one of the two modules, or give it another name`,
        `feature 'parting' cannot start and is left out: the feature 'greeting' offers 'test.greeting' already; remove one of the two modules, or have this one offer another reference`,
      ]);
      await portal
        .post('/access/v1/evaluation', readRequest('alice'))
        .expect(200);
      await portal.stop();
    });
  },
);

describe('features that hang', () => {
  afterEach(() => jest.useRealTimers());

  it('are left out and named, whatever comes of them later', async () => {
    jest.useFakeTimers();
    const gate = new Gate();
    const features = featuresOf(
      [
        {
          name: 'creating',
          create: async core => {
            await gate.pass();
            core.offer(greeting, { greet: () => 'late' });
            return { checks: [check('late', 'It is late')] };
          },
        },
        {
          name: 'starting',
          create: async core => {
            core.offer(lateOffer, {});
            return { start: () => gate.pass() };
          },
        },
        {
          name: 'slow',
          create: async () => {
            await new Promise(resolve => setTimeout(resolve, 50_000));
            return { checks: [check('slow', 'It is slow')] };
          },
        },
      ],
      mockServices.database.mock(),
    );
    const parts = noParts();
    const begun = features
      .create({} as SharedCore, parts)
      .then(() => features.start());
    await jest.advanceTimersByTimeAsync(180_000);
    await begun;
    expect(features.failed).toEqual(
      [
        ['creating', 'create'],
        ['starting', 'start'],
      ].map(([name, step]) => ({
        name,
        message: `its '${step}' gave no answer within 60000 ms; see in the log what it waits for, and restart the portal when that answers`,
      })),
    );
    gate.open();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(features.find(greeting)).toBeUndefined();
    expect(features.find(lateOffer)).toBeUndefined();
    expect(parts.checks.list().map(({ name }) => name)).toEqual(['slow']);
  });
});
