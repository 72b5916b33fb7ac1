import { join } from 'path';
import SwaggerParser from '@apidevtools/swagger-parser';
import request, { Test } from 'supertest';
import { until } from '@internal/plugin-policies-node/testUtils';
import {
  createCompany,
  SetsFolder,
  setFiles,
  readRequest,
  startPortal,
  createRouter,
  describeApi,
  describedRoutes,
  HttpDoor,
  routesOf,
} from '../__testUtils__/portal';
import { allRoutes, readOpenApi, routes } from '../__testUtils__/routes';
import { OpenApiContract } from './__testUtils__/OpenApiContract';

const document = readOpenApi();

describe('OpenAPI description', () => {
  it('is valid, and describes the routes there are', async () => {
    await expect(
      SwaggerParser.validate(structuredClone(document)),
    ).resolves.toMatchObject({ openapi: '3.1.0' });

    const described = Object.entries<object>(document.paths)
      .filter(([path]) => !path.startsWith('/.well-known'))
      .flatMap(([path, item]) =>
        Object.keys(item).map(method => `${method} ${path}`),
      );
    expect(described.sort()).toEqual(
      routesOf(
        createRouter({
          routes,
          described: describedRoutes,
          decisionRouter: new HttpDoor({} as any).router,
        } as any),
      ).sort(),
    );
  });

  it('is as the routes say; `yarn openapi` writes it anew', () => {
    expect(document).toEqual(
      JSON.parse(JSON.stringify(describeApi(allRoutes))),
    );
  });

  describe('against answers', () => {
    const contract = new OpenApiContract(document);
    const folder = new SetsFolder();
    const draft = Object.entries(setFiles('records')).map(
      ([path, content]) => ({ path, content }),
    );
    let portal: Awaited<ReturnType<typeof startPortal>>;

    beforeAll(async () => {
      const records = setFiles('records');
      folder.write('records', {
        ...records,
        'schema.cedarschema': records['schema.cedarschema'].replace(
          'amount: Long',
          'amount: Long, tags?: Set<String>, place?: { country: String }, from?: ipaddr, at?: datetime, fee?: decimal',
        ),
        'tests/wrong.yaml': records['tests/read.yaml']
          .replace('decision: true', 'decision: false')
          .replace(/^- name: /gm, '- name: not really, '),
      });
      folder.write('broken', {
        ...setFiles('broken', { type: 'thing' }),
        'policies/read.cedar': 'permit (principal, action, resource) when {',
      });
      folder.write('same', setFiles('records', { type: 'other' }));
      portal = await startPortal([folder.path], {
        features: createCompany().features,
        policies: {
          onboarding: {
            repository: { remote: join(folder.path, 'host.git'), create: true },
          },
        },
      });
    });

    afterAll(async () => {
      await portal.stop();
      folder.dispose();
    });

    /** Sends and compares with what is described; gives the body of the answer. */
    async function expectDescribed(
      operation: string,
      status: number,
      sent: Test,
      body?: unknown,
    ): Promise<any> {
      const response = await sent;
      expect({ operation, status: response.status }).toEqual({
        operation,
        status,
      });
      expect(contract.requestProblems(operation, body)).toEqual(
        status < 400 ? [] : expect.any(Array),
      );
      expect({
        operation,
        problems: contract.responseProblems(operation, response),
      }).toEqual({ operation, problems: [] });
      return response.body;
    }

    const get = (path: string, operation: string, status = 200) =>
      expectDescribed(`get ${operation}`, status, portal.get(path));
    const post = (
      path: string,
      operation: string,
      body: unknown,
      status = 200,
    ) =>
      expectDescribed(
        `post ${operation}`,
        status,
        portal.post(path, body),
        body,
      );

    it('says what decisions look like', async () => {
      const batch = {
        ...readRequest('alice'),
        evaluations: [
          {},
          { subject: { type: 'user', id: 'bob' } },
          { resource: { type: 'record' } },
          { resource: { type: 'nothing', id: 'n' } },
        ],
        options: { evaluations_semantic: 'execute_all' },
      };
      for (const [at, operation] of [
        ['', ''],
        ['/sets/records', '/sets/{set}'],
      ]) {
        const single = await post(
          `${at}/access/v1/evaluation`,
          `${operation}/access/v1/evaluation`,
          readRequest('alice'),
        );
        expect(single.decision).toBe(true);
        const { evaluations } = await post(
          `${at}/access/v1/evaluations`,
          `${operation}/access/v1/evaluations`,
          batch,
        );
        expect(evaluations[2].context.error.status).toBe(400);
      }
      const { subject, action, resource } = readRequest('alice');
      for (const [at, operation] of [
        ['', ''],
        ['/sets/records', '/sets/{set}'],
      ]) {
        for (const [kind, body] of [
          ['subject', { subject: { type: 'user' }, action, resource }],
          ['resource', { subject, action, resource: { type: 'record' } }],
          ['action', { subject, resource, page: { limit: 1 } }],
        ] as const) {
          const { results } = await post(
            `${at}/access/v1/search/${kind}`,
            `${operation}/access/v1/search/${kind}`,
            body,
          );
          expect(results).toHaveLength(1);
        }
      }
      await post(
        '/access/v1/evaluations',
        '/access/v1/evaluations',
        readRequest('bob'),
      );
      await post('/playground/live', '/playground/live', {
        set: 'records',
        request: readRequest('bob'),
      });
      const log = await get('/decisions?set=records&limit=2', '/decisions');
      expect(log).toMatchObject({
        items: [{ set: 'records' }, { set: 'records' }],
        nextCursor: expect.any(String),
      });
      for (const [at, path] of [
        ['', ''],
        ['/sets/records', '/sets/{set}'],
      ]) {
        const wellKnown = '/.well-known/authzen-configuration/api/policies';
        await expectDescribed(
          `get ${wellKnown}${path}`,
          200,
          request(portal.server).get(`${wellKnown}${at}`),
        );
      }
    });

    it('says what the registry holds, healthy and broken', async () => {
      const { items } = await get('/sets', '/sets');
      expect(items.map(({ health }: any) => health).sort()).toEqual([
        'broken',
        'healthy',
      ]);
      const { vocabulary } = await get('/sets/records', '/sets/{set}');
      expect(JSON.stringify(vocabulary)).toMatch(/"record".*country/);
      const { diagnostics } = await get('/sets/broken', '/sets/{set}');
      expect(diagnostics).not.toEqual([]);
      for (const set of ['records', 'broken']) {
        await get(
          `/sets/${set}/policies/read`,
          '/sets/{set}/policies/{policy}',
        );
      }
      await get('/sets?limit=1&health=healthy', '/sets');
      await get('/sets?caller=component:default/a', '/sets');
      await get('/policies?limit=1&regulation=GDPR', '/policies');
      await get('/sets/records/revisions', '/sets/{set}/revisions');
      await get(
        '/sets/records/revisions/active',
        '/sets/{set}/revisions/{revision}',
      );
      const cases = await get('/sets/records/cases', '/sets/{set}/cases');
      expect(cases.items.map(({ status }: any) => status)).toContain('failed');
      await get('/engines', '/engines');
      await post('/engines/cedar/repair', '/engines/{engine}/repair', {});
      await post('/registry/refresh', '/registry/refresh', undefined, 204);
      const overview = await get('/overview', '/overview');
      expect(overview).toMatchObject({
        troubledSets: [expect.anything(), expect.anything()],
        registryErrors: [expect.anything()],
      });
      expect(await get('/openapi.json', '/openapi.json')).toEqual(document);
    });

    it('says what the playground answers, to drafts good and bad', async () => {
      const evaluated = await post(
        '/playground/evaluate',
        '/playground/evaluate',
        { files: draft, request: readRequest('bob') },
      );
      expect(evaluated.decision.notApplied).toHaveLength(1);
      const bad = draft.map(({ path, content }) => ({
        path,
        content: path.endsWith('.cedar') ? 'permit (' : content,
      }));
      for (const files of [draft, bad]) {
        await post('/playground/evaluate', '/playground/evaluate', { files });
        await post('/playground/cases', '/playground/cases', { files });
        await post('/playground/proof', '/playground/proof', { files });
      }
    });

    it('says what a template gives', async () => {
      await get('/templates', '/templates');
      const { files } = await post(
        '/templates/four-eyes/files',
        '/templates/{template}/files',
        {
          set: 'payouts',
          title: 'Payouts',
          domain: 'payments',
          owner: 'group:default/team-payments',
          engine: 'cedar',
        },
      );
      expect(files).toHaveLength(7);
    });

    it('says what changes look like, from the draft to the roll-back', async () => {
      const files = (limit: number) =>
        Object.entries(setFiles('records', { limit })).map(
          ([path, content]) => ({ path, content }),
        );
      const { revision: base } = await get('/sets/records', '/sets/{set}');
      const write = (
        person: string,
        path: string,
        operation: string,
        body: object,
        status = 200,
        method: 'post' | 'patch' = 'post',
      ) =>
        expectDescribed(
          `${method} ${operation}`,
          status,
          portal.as(person)[method](path, body),
          body,
        );
      const { id } = await write(
        'ann',
        '/changes',
        '/changes',
        { set: 'records', title: 'Raise the limit', files: files(200) },
        201,
      );
      const settled = (checks = 7) =>
        until(
          () => get(`/changes/${id}`, '/changes/{id}'),
          change => change.checks.passed === checks,
        );
      const at = (rest: string) =>
        [`/changes/${id}${rest}`, `/changes/{id}${rest}`] as const;
      let { version } = await settled();
      ({ version } = await write(
        'ann',
        ...at(''),
        { version, title: 'Raise it' },
        200,
        'patch',
      ));
      ({ version } = await write('ann', ...at('/pushes'), {
        version,
        files: files(300),
      }));
      await settled();
      await write('ann', ...at('/checks'), { action: 'cancel' });
      await write('ann', ...at('/checks'), {});
      await settled();
      await write('ann', ...at('/submit'), { version });
      await write('ben', ...at('/comments'), {
        body: 'Good',
        file: 'policies/read.cedar',
        line: 2,
      });
      const { revision, ...seen } = await settled();
      const approved = await write('ben', ...at('/reviews'), {
        verdict: 'approve',
        push: seen.push,
        base: seen.base,
        revision,
      });
      await write('ann', ...at('/rebase'), { version: approved.version }, 409);
      ({ version } = await write('ann', ...at('/publish'), {
        version: approved.version,
        rollout: 'shadow',
      }));
      await get(...at('/difference'));
      const pack = await portal
        .get(`/changes/${id}/evidence`)
        .responseType('blob');
      expect(
        contract.responseProblems('get /changes/{id}/evidence', {
          status: pack.status,
          type: pack.type,
          text: '',
        }),
      ).toEqual([]);
      await write('ann', ...at('/publish'), { version });
      await get('/changes?state=published,draft', '/changes');
      await get('/sets/records/history', '/sets/{set}/history');
      await write('ann', '/sets/records/rollback', '/sets/{set}/rollback', {
        from: revision,
        to: base,
        reason: 'Only a test',
      });
      const other = await write(
        'ann',
        '/changes',
        '/changes',
        { set: 'records', title: 'Another', files: files(400) },
        201,
      );
      await write('ann', `/changes/${other.id}/withdraw`, at('/withdraw')[1], {
        version: other.version,
        reason: 'Not needed',
      });
      await get('/changes/0', '/changes/{id}', 404);
    });

    it('says what journeys look like, from the first word to the change', async () => {
      const body = {
        fields: {
          domain: 'payouts',
          domainTitle: 'Payouts',
          owner: 'group:default/testers',
          title: 'Payouts',
          set: 'payouts',
          template: 'four-eyes',
        },
      };
      const { id } = await post('/journeys', '/journeys', body, 201);
      const at = (rest: string) =>
        [`/journeys/${id}${rest}`, `/journeys/{id}${rest}`] as const;
      const changes = {
        changes: [
          { field: 'engine', value: 'cedar', version: 0 },
          { field: 'title', value: 'Other', version: 7 },
        ],
      };
      const saved = await expectDescribed(
        'patch /journeys/{id}',
        200,
        portal.as('ann').patch(`/journeys/${id}`, changes),
        changes,
      );
      expect(saved.conflicts).toHaveLength(1);
      await get(...at(''));
      const people = { people: ['user:default/ben'] };
      await expectDescribed(
        'put /journeys/{id}/people',
        200,
        portal.as('ann').put(`/journeys/${id}/people`, people),
        people,
      );
      await post(...at('/preview'), undefined);
      await post(...at('/cases'), undefined);
      await get(...at('/repository'));
      await get(...at('/branch'));
      await post(...at('/branch'), undefined);
      await get(...at('/branch'));
      await post(...at('/change'), {});
      await get('/journeys/entities', '/journeys/entities');
      await get('/journeys', '/journeys');
      await get('/sets/records/scorecard', '/sets/{set}/scorecard');
      await get('/sets/records/proof', '/sets/{set}/proof');
      await get('/invariants?set=records', '/invariants');
      await post(...at('/files'), { files: draft });
      await expectDescribed(
        'delete /journeys/{id}',
        204,
        portal.as('ann').delete(`/journeys/${id}`),
      );
      await get('/journeys/0', '/journeys/{id}', 404);
    });

    it('says what errors look like', async () => {
      const noSubject = { action: { name: 'read' } };
      for (const [path, operation, body, status] of [
        ['/access/v1/evaluation', '/access/v1/evaluation', noSubject, 400],
        [
          '/sets/none/access/v1/evaluation',
          '/sets/{set}/access/v1/evaluation',
          readRequest('alice'),
          404,
        ],
        [
          '/sets/broken/access/v1/evaluation',
          '/sets/{set}/access/v1/evaluation',
          readRequest('alice'),
          503,
        ],
        ['/playground/evaluate', '/playground/evaluate', { files: [] }, 400],
      ] as const) {
        const { error } = await post(path, operation, body, status);
        expect(error.message).not.toBe('');
      }
      expect(
        contract.requestProblems('post /access/v1/evaluation', noSubject),
      ).not.toEqual([]);
      await get('/sets/none', '/sets/{set}', 404);
      await get('/sets?limit=0', '/sets', 400);
    });

    it('was compared with an answer of every operation', () => {
      expect(contract.neverSeen()).toEqual([]);
    });
  });
});
