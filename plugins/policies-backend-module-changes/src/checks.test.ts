import { createBackendModule } from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import { ChangeCheck, ChangeDetail } from '@internal/plugin-policies-common';
import {
  Check,
  policiesFeaturesExtensionPoint,
  RevisionGuard,
} from '@internal/plugin-policies-node';
import { Gate, until } from '@internal/plugin-policies-node/testUtils';
import { Knex } from 'knex';
import { changeActions, checked } from './__testUtils__/changeActions';
import {
  createCompany,
  readRequest,
  RemoteControlledEngine,
  setFiles,
  SetsFolder,
  startPortal,
} from './__testUtils__/portal';
import { expectPassed } from './database/checkRows';

const filesOf = (limit: number): Record<string, string> => {
  const { 'policies/read.cedar': policy, ...rest } = setFiles('records', {
    engine: 'remote',
    limit,
  });
  delete rest['schema.cedarschema'];
  return { ...rest, 'policies/read.remote': policy };
};

const listed = (files: Record<string, string>) =>
  Object.entries(files).map(([path, content]) => ({ path, content }));

/** A check that came since. */
const late: Check = {
  name: 'late-scan',
  title: 'Late',
  run: async () => ({ state: 'passed', summary: 'Fine' }),
};

const warning = {
  severity: 'warning' as const,
  source: 'remote',
  file: 'policies/read.remote',
  message: 'nobody reads this',
};

describe('checks of a push', () => {
  const databases = TestDatabases.create();
  const folder = new SetsFolder();
  const engine = new RemoteControlledEngine();
  /** What the check of the other feature does. */
  let scan: Check['run'];
  let portal: Awaited<ReturnType<typeof startPortal>>;
  let limit = 100;
  let compiled: string[];
  const { propose, push, approve, publish, active } = changeActions(
    () => portal,
  );

  const start = (
    houseRules: object = {},
    checks: Array<Partial<Check>> = [],
    {
      knex,
      isOut = false,
      settlesApprovals,
      guard,
    }: {
      knex?: Knex;
      isOut?: boolean;
      settlesApprovals?: boolean;
      guard?: RevisionGuard['check'];
    } = {},
  ) =>
    startPortal([folder.path], {
      knex,
      features: [
        ...createCompany().features,
        engine.feature,
        createBackendModule({
          pluginId: 'policies',
          moduleId: 'scans',
          register: env =>
            env.registerInit({
              deps: { features: policiesFeaturesExtensionPoint },
              init: async ({ features }) =>
                features.addFeature({
                  name: 'scans',
                  create: async () => {
                    if (isOut) {
                      throw new Error('it cannot be created today');
                    }
                    return {
                      checks: [
                        {
                          name: 'secret-scan',
                          title: 'No secrets',
                          settlesApprovals,
                          run: context => scan(context),
                        },
                        ...(checks as Check[]),
                      ],
                      guards: guard && [{ name: 'frozen', check: guard }],
                    };
                  },
                }),
            }),
        }),
      ],
      policies: {
        engines: { remote: {} },
        changes: {
          houseRules: { casePerPolicy: 'off', ...houseRules },
          approvals: { fallback: 'group:default/platform' },
        },
      },
    });
  const next = async (): Promise<ChangeDetail> => {
    limit++;
    return propose('ann', listed(filesOf(limit)), { base: await active() });
  };
  const resultOf = ({ checkResults }: ChangeDetail, name: string) =>
    checkResults.find(check => check.name === name) as ChangeCheck;
  const statesOf = ({ checkResults }: ChangeDetail) =>
    checkResults.map(({ name, state }) => `${name} ${state}`);

  beforeAll(async () => {
    folder.write('records', filesOf(limit));
    engine.answer = async count =>
      Array.from({ length: count }, (_, index) => ({
        outcome: index ? 'deny' : 'allow',
        policies: index ? [] : ['read'],
        durationUs: 1,
      }));
    engine.beforeCompile = async (bundle, mode) => {
      if (mode === 'draft') {
        compiled.push(bundle.revision);
      }
    };
  });
  beforeEach(() => {
    compiled = [];
    engine.diagnostics = [];
    scan = async ({ proposed, base }) =>
      proposed.use(async draft => ({
        state: 'passed',
        summary: `${draft?.ready.bundle.files.length} files, ${
          base ? 'on a base' : 'new'
        }`,
      }));
  });
  afterEach(() => portal.stop());
  afterAll(() => folder.dispose());

  it('are told one by one, and compile what is proposed and its base once', async () => {
    portal = await start();
    await portal
      .post('/access/v1/evaluation', readRequest('alice'))
      .expect(200);
    const change = await next();
    expect(statesOf(change)).toEqual([
      'validation passed',
      'cases passed',
      'native-tests skipped',
      'house-rules passed',
      'impact passed',
      'secret-scan passed',
    ]);
    expect(compiled).toEqual([change.revision, change.base]);

    // Where warnings are compared with those of the base, too.
    compiled = [];
    engine.diagnostics = [warning];
    const warned = await next();
    expect(resultOf(warned, 'validation')).toMatchObject({
      state: 'passed',
      summary: 'No new warning; 1 warning were there before',
    });
    expect(resultOf(warned, 'impact').state).toBe('passed');
    expect(compiled).toEqual([warned.revision, warned.base]);
  });

  it('run again by their names, beside what runs, and answer for the last push alone', async () => {
    portal = await start();
    const gate = new Gate();
    const plain = scan;
    scan = async context => {
      await gate.pass();
      return plain(context);
    };
    limit++;
    const { body } = await portal
      .as('ann')
      .post('/changes', {
        set: 'records',
        title: 'Raise the limit',
        files: listed(filesOf(limit)),
        submit: true,
      })
      .expect(201);
    await until(() => gate.count);
    const { body: meanwhile } = await portal.get(`/changes/${body.id}`);
    expect(resultOf(meanwhile, 'cases').state).toBe('passed');
    expect(resultOf(meanwhile, 'secret-scan')).toMatchObject({
      state: 'running',
      title: 'No secrets',
    });
    const { body: unknown } = await portal
      .as('ann')
      .post(`/changes/${body.id}/checks`, { checks: ['cases', 'spelling'] })
      .expect(400);
    expect(unknown.error.message).toMatch(
      /^change \d+ has no check 'spelling'; it has 'cases', .*'secret-scan'/,
    );
    await portal
      .as('ann')
      .post(`/changes/${body.id}/checks`, { checks: ['cases', 'secret-scan'] })
      .expect(200);
    gate.open();
    const again = await checked(portal, body.id);
    expect(again.checks).toMatchObject({ pending: 0, failed: 0 });
    expect(gate.count).toBe(2);
  });

  it('end when they are cancelled, and are run again when somebody asks', async () => {
    portal = await start();
    const gate = new Gate();
    const plain = scan;
    let signal: AbortSignal | undefined;
    scan = async context => {
      signal = context.signal;
      await gate.pass();
      return plain(context);
    };
    limit++;
    const { body } = await portal
      .as('ann')
      .post('/changes', {
        set: 'records',
        title: 'Raise the limit',
        files: listed(filesOf(limit)),
      })
      .expect(201);
    await until(() => gate.count);
    await portal
      .as('ann')
      .post(`/changes/${body.id}/checks`, { action: 'cancel' })
      .expect(200);
    await until(() => signal?.aborted);
    gate.open();
    const cancelled = await checked(portal, body.id);
    expect(resultOf(cancelled, 'secret-scan').state).toBe('cancelled');
    expect(resultOf(cancelled, 'cases').state).toBe('passed');
    await portal.as('ann').post(`/changes/${body.id}/checks`, {}).expect(200);
    const again = await checked(portal, body.id);
    expect(resultOf(again, 'secret-scan').state).toBe('passed');
  });

  it('that never end keep no place from others, once they are cancelled', async () => {
    portal = await start();
    const plain = scan;
    const endless = new Gate();
    scan = ({ proposed }) =>
      proposed.use(async () => {
        await endless.pass();
        return { state: 'passed', summary: 'After all' };
      });
    for (let count = 1; count <= 3; count++) {
      limit++;
      const { body } = await portal
        .as('ann')
        .post('/changes', {
          set: 'records',
          title: 'Raise the limit',
          files: listed(filesOf(limit)),
        })
        .expect(201);
      await until(() => endless.count === count);
      await portal
        .as('ann')
        .post(`/changes/${body.id}/checks`, { action: 'cancel' })
        .expect(200);
    }
    scan = plain;
    expect((await next()).checks).toMatchObject({ failed: 0, passed: 6 });
  });

  it('say when the engine gave up during one, and go on with a new draft', async () => {
    portal = await start();
    const plain = scan;
    scan = context =>
      context.proposed.use(async () => {
        engine.loseDrafts();
        return { state: 'passed', summary: 'Nothing found' };
      });
    const change = await next();
    expect(resultOf(change, 'secret-scan')).toMatchObject({
      state: 'passed',
      log: [expect.stringMatching(/^The engine gave up during this check/)],
    });
    expect(resultOf(change, 'cases').log).toEqual([]);
    scan = plain;
    const answer = engine.answer;
    engine.answer = async count => {
      engine.answer = answer;
      engine.loseDrafts();
      return Array.from({ length: count }, () => ({
        outcome: 'error',
        fault: 'engine',
        message: 'its worker ended',
        durationUs: 1,
      }));
    };
    compiled = [];
    const lost = await next();
    expect(resultOf(lost, 'cases')).toMatchObject({
      state: 'failed',
      log: [
        expect.stringMatching(/^The engine gave up during this check/),
        expect.stringContaining('its worker ended'),
        expect.stringContaining('its worker ended'),
      ],
    });
    expect(resultOf(lost, 'secret-scan')).toMatchObject({
      state: 'passed',
      log: [],
    });
    expect(compiled.slice(0, 2)).toEqual([lost.revision, lost.revision]);
  });

  it('of other features inform, unless house rules require them', async () => {
    portal = await start();
    scan = async () => ({
      state: 'failed',
      summary: 'A key',
      log: ['entities.json: a private key'],
    });
    const informed = await next();
    expect(resultOf(informed, 'secret-scan')).toMatchObject({
      state: 'failed',
      blocking: false,
      summary: 'A key',
    });
    const approved = (await approve('ben', informed).expect(200)).body;
    await publish('ann', approved).expect(200);
    await portal.stop();

    folder.write('records', filesOf(limit));
    portal = await start({ checks: ['secret-scan'] });
    const held = await next();
    const { body } = await publish(
      'ann',
      (
        await approve('ben', held).expect(200)
      ).body,
    ).expect(409);
    expect(body.error.message).toContain(`'secret-scan' did not pass`);
    await portal.stop();

    portal = await start({ checks: ['licence-scan'] });
    expect(resultOf(await next(), 'house-rules')).toMatchObject({
      state: 'failed',
      log: expect.arrayContaining([
        expect.stringContaining(
          `the check 'licence-scan' is required and no feature adds it`,
        ),
      ]),
    });
  });

  describe.each(databases.eachSupportedId())(
    'that are required since the push, on %s',
    databaseId => {
      const required = { checks: ['secret-scan'] };
      const findings = async () => ({
        state: 'failed' as const,
        summary: 'A key',
      });
      /** What publication says, however often it is approved. */
      const refusal = async (id: string): Promise<string> => {
        const change = await checked(portal, id);
        await approve('ben', change).expect(200);
        const { body } = await publish('ann', await checked(portal, id));
        return body.error.message;
      };
      /** What the transaction of a publication asks for, whatever was looked at before. */
      const commit = async (knex: Knex, id: string) => {
        const { body } = await portal.as('ann').get(`/changes/${id}`);
        return knex.transaction(tx => expectPassed(tx, body, required.checks));
      };

      it('hold it up until they have run and passed', async () => {
        const knex = await databases.init(databaseId);
        portal = await start(required, [], { knex, isOut: true });
        const { id, checkResults } = await next();
        expect(checkResults).toHaveLength(5);
        await portal.stop();

        portal = await start(required, [], { knex });
        scan = findings;
        // What failed for want of it passes now, and the check itself has no result.
        await portal
          .as('ann')
          .post(`/changes/${id}/checks`, { checks: ['house-rules'] })
          .expect(200);
        expect(await refusal(id)).toContain(
          `'secret-scan' is required and was not run. Run the checks again.`,
        );
        await expect(commit(knex, id)).rejects.toThrow(
          `check 'secret-scan' is required and was not run on change ${id}`,
        );
        await portal.as('ann').post(`/changes/${id}/checks`, {}).expect(200);
        expect(
          resultOf(await checked(portal, id), 'secret-scan'),
        ).toMatchObject({ state: 'failed', blocking: true, summary: 'A key' });
        expect(await refusal(id)).toContain(`'secret-scan' did not pass`);
        await portal.stop();

        // Without the feature it cannot be told, which is no pass.
        portal = await start(required, [], { knex, isOut: true });
        await portal
          .as('ann')
          .post(`/changes/${id}/checks`, { checks: ['secret-scan'] })
          .expect(200);
        expect(
          resultOf(await checked(portal, id), 'secret-scan'),
        ).toMatchObject({
          state: 'error',
          log: [expect.stringContaining('add the feature')],
        });
        await portal.stop();

        portal = await start(required, [], { knex });
        scan = async () => ({ state: 'passed', summary: 'No key' });
        await portal.as('ann').post(`/changes/${id}/checks`, {}).expect(200);
        await publish('ann', await checked(portal, id)).expect(200);
      });

      it('hold it up by what they found when they informed', async () => {
        const knex = await databases.init(databaseId);
        portal = await start({}, [], { knex });
        scan = findings;
        const { id, checkResults } = await next();
        expect(checkResults).toContainEqual(
          expect.objectContaining({ name: 'secret-scan', blocking: false }),
        );
        await portal.stop();

        portal = await start(required, [], { knex });
        const { body } = await portal.as('ann').get(`/changes/${id}`);
        expect(resultOf(body, 'secret-scan').blocking).toBe(true);
        expect(await refusal(id)).toContain(`'secret-scan' did not pass`);
        await expect(commit(knex, id)).rejects.toThrow(
          `check 'secret-scan' of change ${id} did not pass`,
        );
      });
    },
  );

  describe.each(databases.eachSupportedId())(
    'that say who has to approve, on %s',
    databaseId => {
      it('are waited for, tell what they found, and ask while they are about the last push', async () => {
        const knex = await databases.init(databaseId);
        portal = await start({}, [], { knex, settlesApprovals: true });
        const gate = new Gate();
        const report = { verdict: 'wider', seen: [1, 2] };
        scan = async () => {
          await gate.pass();
          return {
            state: 'passed',
            summary: 'Something opens',
            report,
            asks: [
              { group: 'compliance', because: 'Something opens under GDPR.' },
              { group: 'group:default/empty', because: 'It opens, too.' },
            ],
          };
        };
        limit++;
        const { body } = await portal
          .as('ann')
          .post('/changes', {
            set: 'records',
            title: 'Raise the limit',
            files: listed(filesOf(limit)),
            base: await active(),
            submit: true,
          })
          .expect(201);
        await until(() => gate.count);
        const early = (await approve('ben', body).expect(200)).body;
        expect(early.state).toBe('in-review');
        expect(
          (await publish('ann', early).expect(409)).body.error.message,
        ).toContain('1 check is not finished');
        gate.open();
        const asked = await until(
          () => checked(portal, body.id),
          ({ requirements }) => requirements.length > 1,
        );
        expect(asked.state).toBe('in-review');
        expect(resultOf(asked, 'secret-scan')).toMatchObject({ report });
        expect(resultOf(asked, 'impact').report).toBeUndefined();
        expect(resultOf(asked, 'secret-scan')).not.toHaveProperty('asks');
        expect(asked.requirements).toEqual([
          expect.objectContaining({
            reason: 'owner',
            approvedBy: expect.any(String),
          }),
          {
            reason: 'check',
            group: 'group:default/compliance',
            because: 'Something opens under GDPR.',
          },
          {
            reason: 'fallback',
            group: 'group:default/platform',
            because: `It stands in for 'empty': it has no members.`,
          },
        ]);
        await approve('dora', asked).expect(200);
        const both = (
          await approve('eve', await checked(portal, body.id)).expect(200)
        ).body;
        expect(both.state).toBe('approved');

        // What is asked for is of a push, as approvals are.
        scan = async () => ({ state: 'passed', summary: 'Nothing opens' });
        const pushed = await push('ann', both, listed(filesOf(++limit)));
        expect(pushed.requirements.map(({ reason }) => reason)).toEqual([
          'owner',
        ]);
        expect(pushed.state).toBe('in-review');

        // One that gives no answer leaves open who has to approve.
        scan = async () => {
          throw new Error('out of memory');
        };
        const open = await push('ann', pushed, listed(filesOf(++limit)));
        const refused = (await approve('ben', open).expect(200)).body;
        expect(refused.state).toBe('in-review');
        await publish('ann', refused).expect(409);
        await portal.stop();

        // So does one that came since the push.
        portal = await start({}, [], { knex });
        const before = await next();
        await portal.stop();
        scan = async () => ({ state: 'passed', summary: 'Nothing opens' });
        portal = await start({}, [{ ...late, settlesApprovals: true }], {
          knex,
        });
        const waiting = (await approve('ben', before).expect(200)).body;
        expect(waiting.state).toBe('in-review');
        expect(waiting.blocks).toContainEqual(
          expect.objectContaining({
            message: `'late-scan' is required and was not run.`,
            help: 'Run the checks again.',
          }),
        );
        await portal
          .as('ann')
          .post(`/changes/${before.id}/checks`, {})
          .expect(200);
        expect((await checked(portal, before.id)).state).toBe('approved');
      });
    },
  );

  it('ask nobody by a name that no group can have', async () => {
    portal = await start();
    scan = async () => ({
      state: 'passed',
      summary: 'Something opens',
      asks: [{ group: ':::', because: 'It opens.' }],
    });
    const change = await next();
    expect(resultOf(change, 'secret-scan').state).toBe('error');
    expect(change.requirements).toHaveLength(1);
  });

  it('have guards beside them: publication and roll-back say what a revision breaks', async () => {
    let breaks = false;
    portal = await start({}, [], {
      guard: async () => [
        {
          severity: breaks ? 'error' : 'warning',
          source: 'portal',
          message: 'nothing leaves a frozen record, and bob does it',
          help: 'Keep bob out.',
        },
      ],
    });
    const before = await active();
    const approved = (await approve('ben', await next()).expect(200)).body;
    breaks = true;
    const letGo = engine.letGo;
    const { body } = await publish('ann', approved).expect(409);
    expect(body.error.message).toMatch(
      /^revision \w+ of policy set 'records' must not become active: nothing leaves a frozen record, and bob does it; Keep bob out\.$/,
    );
    expect(await active()).toBe(before);
    expect(engine.letGo).toBe(letGo + 1);
    breaks = false;
    await publish('ann', approved).expect(200);
    const { body: set } = await portal.get('/sets/records');
    expect(set.revision).toBe(approved.revision);
    expect(set.diagnostics).toEqual([
      expect.objectContaining({ severity: 'warning' }),
    ]);
    breaks = true;
    const back = await portal.as('ben').post('/sets/records/rollback', {
      from: approved.revision,
      to: before,
      reason: 'It went wrong',
    });
    expect(back.status).toBe(409);
    expect(back.body.error.message).toContain('must not become active');
    expect(await active()).toBe(approved.revision);
  });

  it('have names of their own, that can be kept: a feature of another is left out', async () => {
    portal = await start({}, [
      { name: 'cases', title: 'Cases, too', run: scan },
    ]);
    expect(statesOf(await next())).toHaveLength(6);
    await portal.stop();
    for (const name of ['secret-scan', 'Not a name']) {
      portal = await start({}, [{ name, title: 'Another' }]);
      const { body } = await portal.get('/overview').expect(200);
      expect(body.failedFeatures).toEqual(['scans']);
      expect(statesOf(await next())).toHaveLength(5);
      await portal.stop();
    }
  });
});
