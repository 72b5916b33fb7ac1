import { JsonObject } from '@backstage/types';
import { EvaluationRequest } from '@internal/plugin-policies-common';
import {
  Answerer,
  describeWithServer,
  json,
  raw,
  until,
} from '@internal/plugin-policies-node/testUtils';
import { FaultyPdp } from './__testUtils__/FaultyPdp';
import { createEngine, recordsBundle } from './__testUtils__/fixtures';
import { startCerbos } from './__testUtils__/startCerbos';
import { AuthzenEngine } from './AuthzenEngine';

const request: EvaluationRequest = {
  subject: { type: 'user', id: 'alice' },
  action: { name: 'read' },
  resource: { type: 'record', id: 'record-1' },
};
const of = (id: string): EvaluationRequest => ({
  ...request,
  resource: { type: 'record', id },
});
const allow = { decision: true, context: { policies: ['readers'] } };
const allowed = {
  outcome: 'allow',
  policies: ['readers'],
  durationUs: expect.any(Number),
};
const failed = (fault: 'engine' | 'request', message: RegExp) => ({
  outcome: 'error',
  fault,
  message: expect.stringMatching(message),
  durationUs: expect.any(Number),
});
const http = (body: string) =>
  `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

describe('a decision point that misbehaves', () => {
  let pdp: FaultyPdp;
  const engines: AuthzenEngine[] = [];

  beforeEach(async () => {
    pdp = await FaultyPdp.start();
    pdp.discover();
    pdp.answer('/one', json(allow));
    pdp.answer('/many', (response, { body }) =>
      json({ evaluations: JSON.parse(body).evaluations.map(() => allow) })(
        response,
        {} as never,
      ),
    );
  });

  afterEach(async () => {
    await Promise.all(engines.splice(0).map(engine => engine.dispose()));
    await pdp.server.stop();
  });

  function start(config: JsonObject = {}): AuthzenEngine {
    const engine = createEngine(pdp.url, { retries: 0, ...config });
    engines.push(engine);
    return engine;
  }

  async function compile(config?: JsonObject, types?: string) {
    const result = await start(config).compile(recordsBundle(types));
    expect(result.diagnostics).toEqual([]);
    return result.compiled!;
  }

  it.each<[string, Answerer]>([
    ['garbage', raw('garbage')],
    ['no JSON', raw(http('<html>'))],
    ['half a body', raw(http('{"decision":true'))],
    ['an empty body', raw(http(''))],
    ['null', json(null)],
    ['a list', json([allow])],
    ['no decision', json({ context: {} })],
    ['a decision in words', json({ decision: 'true' })],
    ['a decision in numbers', json({ decision: 1 })],
    ['a context that is none', json({ decision: true, context: 'fine' })],
    [
      'an allow beside an error',
      json({ decision: true, context: { error: { status: 500 } } }),
    ],
    ['an allow with status 500', json(allow, 500)],
    ['an allow with status 404', json(allow, 404)],
    ['an allow with status 401', json(allow, 401)],
    [
      'a redirect to an allow',
      response => response.writeHead(307, { location: '/other' }).end(),
    ],
    [
      'the answer to another request',
      response => {
        response.setHeader('x-request-id', 'another');
        response.end(JSON.stringify(allow));
      },
    ],
    ['nothing', () => {}],
  ])('never allows for %s', async (_, answer) => {
    pdp.answer('/one', answer);
    pdp.answer('/other', json(allow));
    const compiled = await compile({ timeoutMs: 300 });
    expect(await compiled.evaluate([request])).toEqual([
      failed('engine', /^engine 'pdp' /),
    ]);
    pdp.answer('/one', (response, { headers }) => {
      response.setHeader('x-request-id', headers['x-request-id']!);
      response.end(JSON.stringify(allow));
    });
    expect(await compiled.evaluate([request])).toEqual([allowed]);
    expect(compiled.cacheable).toBe(false);
  });

  it('says that it is asked too often, of one request and of a batch', async () => {
    pdp.answer('/one', json({}, 429));
    pdp.answer('/many', json({}, 429));
    const compiled = await compile();
    const overloaded = {
      ...failed('engine', /asked too often \(429\)/),
      overloaded: true,
    };
    expect(await compiled.evaluate([request])).toEqual([overloaded]);
    expect(await compiled.evaluate([of('1'), of('2')])).toEqual([
      overloaded,
      overloaded,
    ]);
    pdp.answer('/one', json({}, 500));
    expect(await compiled.evaluate([request])).toEqual([
      failed('engine', /fails \(500\)/),
    ]);
  });

  it.each<[string, unknown]>([
    ['too few', [allow]],
    ['too many', [allow, allow, allow]],
    ['none', []],
    ['no list of', { 0: allow, 1: allow, length: 2 }],
  ])('never allows for %s answers to a batch', async (_, evaluations) => {
    pdp.answer('/many', json({ evaluations }));
    const compiled = await compile();
    const fault = failed('engine', /answered a batch of 2 by/);
    expect(await compiled.evaluate([of('1'), of('2')])).toEqual([fault, fault]);
  });

  it('tells items of a batch apart', async () => {
    pdp.answer(
      '/many',
      json({
        evaluations: [
          allow,
          { decision: 'true' },
          {
            decision: true,
            context: { error: { status: 404, message: 'no\nsuch record' } },
          },
          { decision: false, context: { error: { status: 429 } } },
          { decision: false, context: { error: 'broken' } },
          { decision: true, context: { policies: 'readers' } },
          {
            decision: true,
            context: {
              policies: ['writers', 'invented', 'writers', null, '__proto__'],
              reason_admin: { readers: 'because' },
            },
          },
          { decision: false },
        ],
      }),
    );
    const compiled = await compile();
    expect(
      await compiled.evaluate(
        Array.from({ length: 8 }, (_, index) => of(`record-${index}`)),
      ),
    ).toEqual([
      allowed,
      failed('engine', /no AuthZEN decision/),
      failed('request', /could not decide: no such record$/),
      {
        ...failed('engine', /could not decide: it does not say why$/),
        overloaded: true,
      },
      failed('engine', /could not decide: broken$/),
      { ...allowed, policies: [] },
      { ...allowed, policies: ['writers'] },
      { ...allowed, outcome: 'deny', policies: [] },
    ]);
    const [sent] = pdp.asked('/many');
    expect(sent.options).toEqual({ evaluations_semantic: 'execute_all' });
    expect(sent.evaluations[7]).toEqual(of('record-7'));
  });

  it.each([400, 422])(
    'says what is refused by %d, and of a batch only that',
    async status => {
      const refuse = (message: string) => json({ message }, status);
      pdp.answer('/many', refuse('no'));
      pdp.answer('/one', (response, asked) =>
        (JSON.parse(asked.body).resource.id === 'bad'
          ? refuse(`no\u0007record ${'x'.repeat(1_000)}`)
          : json(allow))(response, asked),
      );
      const compiled = await compile();
      expect(await compiled.evaluate([of('1'), of('bad'), of('2')])).toEqual([
        allowed,
        failed('request', /refuses the request: no record x{200,300}…$/),
        allowed,
      ]);
    },
  );

  it('never says two things of an entity in one batch', async () => {
    const compiled = await compile({ batchSize: 3 });
    const withStatus = (id: string, status: string) => ({
      ...request,
      resource: { type: 'record', id, properties: { status } },
    });
    const requests = [
      withStatus('1', 'active'),
      withStatus('1', 'archived'),
      withStatus('1', 'active'),
      withStatus('2', 'active'),
      withStatus('3', 'active'),
      { ...request, context: { now: 'noon' } },
      { ...request, context: { now: 'night' } },
      { ...request, subject: { type: 'robot', id: 'alice' } },
    ];
    expect(await compiled.evaluate(requests)).toEqual(
      requests.map(() => allowed),
    );
    for (const { evaluations } of pdp.asked('/many')) {
      expect(evaluations.length).toBeLessThanOrEqual(3);
      const said = new Map<string, string>();
      for (const { subject, resource, context } of evaluations) {
        for (const { id, ...rest } of [subject, resource]) {
          const what = JSON.stringify(rest);
          expect(said.get(id) ?? what).toBe(what);
          said.set(id, what);
        }
        const pair = `${subject.id} ${resource.id}`;
        const what = JSON.stringify(context);
        expect(said.has(pair) ? said.get(pair) : what).toBe(what);
        said.set(pair, what);
      }
    }
  });

  it('asks one by one, some at once, where there are no batches', async () => {
    pdp.discover({ access_evaluations_endpoint: undefined });
    let open = 0;
    let most = 0;
    pdp.answer('/one', (response, asked) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open--;
        const { id } = JSON.parse(asked.body).resource;
        json({ decision: Number(id) % 2 === 0 })(response, asked);
      }, 5);
    });
    const compiled = await compile({ concurrency: 4 });
    const decisions = await compiled.evaluate(
      Array.from({ length: 30 }, (_, index) => of(String(index))),
    );
    expect(decisions.map(({ outcome }) => outcome)).toEqual(
      decisions.map((_, index) => (index % 2 ? 'deny' : 'allow')),
    );
    expect(most).toBe(4);
  });

  it('asks with its own types', async () => {
    const compiled = await compile({}, '  types: { user: "App::User" }');
    await compiled.evaluate([
      { ...request, context: { now: 'noon' }, more: 'ignored' } as never,
      { ...request, subject: { type: 'constructor', id: 'x' } },
    ]);
    const [{ evaluations }] = pdp.asked('/many');
    expect(evaluations).toEqual([
      {
        ...request,
        subject: { type: 'App::User', id: 'alice' },
        context: { now: 'noon' },
      },
      { ...request, subject: { type: 'constructor', id: 'x' } },
    ]);
  });

  describe('discovery', () => {
    it.each<[string, (url: string) => Record<string, string | undefined>]>([
      [
        'access_evaluation_endpoint',
        () => ({ access_evaluation_endpoint: 'http://127.0.0.1:1/one' }),
      ],
      [
        'access_evaluations_endpoint',
        () => ({ access_evaluations_endpoint: 'http://169.254.169.254/many' }),
      ],
      [
        'search_action_endpoint',
        url => ({ search_action_endpoint: url.replace('http:', 'https:') }),
      ],
      [
        'search_subject_endpoint',
        url => ({ search_subject_endpoint: url.replace('//', '//user@') }),
      ],
      [
        'search_subject_endpoint',
        url => ({ search_subject_endpoint: `${url}//evil.example/x` }),
      ],
      [
        'access_evaluation_endpoint',
        () => ({ access_evaluation_endpoint: '/access/v1/evaluation' }),
      ],
      [
        'access_evaluation_endpoint',
        () => ({ access_evaluation_endpoint: undefined }),
      ],
      [
        'calls itself',
        url => ({ policy_decision_point: `${url}/tenants/two` }),
      ],
      ['calls itself', () => ({ policy_decision_point: 'x'.repeat(1_000) })],
      ['policy_decision_point', () => ({ policy_decision_point: undefined })],
    ])('refuses a wrong %s', async (named, members) => {
      pdp.discover(members(pdp.server.url));
      const engine = start();
      await expect(engine.compile(recordsBundle())).rejects.toMatchObject({
        name: 'ServiceUnavailableError',
        message: expect.stringContaining(named),
      });
      await expect(engine.checkHealth()).rejects.toThrow(/^engine 'pdp' /);
      expect([...engine.capabilities]).toEqual([]);
      pdp.discover();
      await engine.checkHealth();
      expect([...engine.capabilities]).toEqual(['search']);
    });

    it('takes the paths of the specification where there is none', async () => {
      pdp.answer('/.well-known/authzen-configuration/tenants/one', response =>
        response.writeHead(404).end('nothing here'),
      );
      const engine = start();
      await expect(engine.checkHealth()).rejects.toThrow(/404.*'url'/);
      pdp.answer('/tenants/one/access/v1/evaluation', (response, asked) =>
        (asked.body === '{}' ? json({}, 400) : json(allow))(response, asked),
      );
      await engine.checkHealth();
      const { compiled } = await engine.compile(recordsBundle());
      expect(await compiled!.evaluate([request, of('2')])).toEqual([
        allowed,
        allowed,
      ]);
      expect(compiled!.search).toBeUndefined();
    });

    it('follows endpoints that move, and stops at once when they point elsewhere', async () => {
      const compiled = await compile({ discoverySeconds: 1 });
      const evaluate = async () => (await compiled.evaluate([request]))[0];
      expect(await evaluate()).toEqual(allowed);
      pdp.answer('/moved', json({ decision: false }));
      pdp.answer('/one', json({}, 404));
      pdp.discover({
        access_evaluation_endpoint: `${pdp.server.url}/moved`,
      });
      await until(async () => (await evaluate()).outcome === 'deny');
      pdp.discover({ access_evaluation_endpoint: 'http://127.0.0.1:1/one' });
      await until(async () => {
        const decision = await evaluate();
        return (
          decision.outcome === 'error' &&
          /names 'http:\/\/127\.0\.0\.1:1\/one'/.test(decision.message)
        );
      });
    });

    it('keeps what it knows while discovery alone fails', async () => {
      const compiled = await compile({ discoverySeconds: 1 });
      const path = '/.well-known/authzen-configuration/tenants/one';
      pdp.answer(path, json({}, 500));
      const looks = () =>
        pdp.server.requests.filter(asked => asked.path === path).length;
      await until(async () => {
        expect(await compiled.evaluate([request])).toEqual([allowed]);
        return looks() > 1;
      });
      expect(await compiled.evaluate([request])).toEqual([allowed]);
    });
  });

  describe('search', () => {
    const search = {
      kind: 'resource' as const,
      subject: { type: 'user', id: 'alice' },
      action: { name: 'read' },
      resource: { type: 'record' },
    };
    const path = '/search?kind=resource';
    const records = (...ids: string[]) =>
      ids.map(id => ({ type: 'record', id, more: 'ignored' }));

    it('cuts pages that are larger than asked for, and goes on in them', async () => {
      pdp.answer(path, (response, asked) => {
        const { page } = JSON.parse(asked.body);
        json(
          page.token
            ? { page: { next_token: '' }, results: records('4') }
            : { page: { next_token: 't2' }, results: records('1', '2', '3') },
        )(response, asked);
      });
      const compiled = await compile();
      const found: string[] = [];
      let token: string | undefined;
      do {
        const page = await compiled.search!(search, { token, limit: 2 });
        expect(page.results.length).toBeLessThanOrEqual(2);
        found.push(
          ...page.results.map(result => (result as { id: string }).id),
        );
        token = page.nextToken;
      } while (token);
      expect(found).toEqual(['1', '2', '3', '4']);
      const { kind, ...body } = search;
      expect(pdp.asked(path)[0]).toEqual({ ...body, page: { limit: 2 } });
    });

    it.each<[string, unknown]>([
      ['no results', {}],
      ['results of another type', { results: [{ type: 'user', id: 'x' }] }],
      ['results without an id', { results: [{ type: 'record' }] }],
      ['a decision', { decision: true }],
      [
        'an immense token',
        { results: [], page: { next_token: 'x'.repeat(2_000) } },
      ],
    ])('fails for %s', async (_, body) => {
      pdp.answer(path, json(body));
      const compiled = await compile();
      await expect(
        compiled.search!(search, { limit: 5 }),
      ).rejects.toMatchObject({ name: 'ServiceUnavailableError' });
    });

    it('ends where the same page comes again', async () => {
      pdp.answer(
        path,
        json({ results: records('1'), page: { next_token: 'again' } }),
      );
      const compiled = await compile();
      const { nextToken } = await compiled.search!(search, { limit: 5 });
      await expect(
        compiled.search!(search, { limit: 5, token: nextToken }),
      ).rejects.toThrow(/the same page/);
    });

    it('tells what is refused from what is not offered', async () => {
      const compiled = await compile();
      pdp.answer(path, json({ error: { message: 'no such record' } }, 400));
      await expect(
        compiled.search!(search, { limit: 5 }),
      ).rejects.toMatchObject({
        name: 'InputError',
        message: "engine 'pdp' refuses the search: no such record",
      });
      const { action, ...rest } = search;
      const actions = {
        ...rest,
        kind: 'action' as const,
        resource: { type: 'record', id: '1' },
      };
      await expect(
        compiled.search!(actions, { limit: 5 }),
      ).rejects.toMatchObject({
        name: 'NotImplementedError',
        message: expect.stringMatching(
          /'http:.*\/tenants\/one', offers no search for actions/,
        ),
      });
      await compiled.dispose();
      await expect(
        compiled.search!(search, { limit: 5 }),
      ).rejects.toMatchObject({ name: 'ServiceUnavailableError' });
    });
  });
});

describeWithServer('cerbos', 'a decision point that fails', () => {
  it('never allows while it is halted or gone, and recovers by itself', async () => {
    const cerbos = await startCerbos();
    const engine = createEngine(cerbos.url, { timeoutMs: 300, retries: 0 });
    try {
      const { compiled } = await engine.compile(recordsBundle());
      const outcomes = async () =>
        (await compiled!.evaluate([request, of('record-2')])).map(
          ({ outcome }) => outcome,
        );
      expect(await outcomes()).toEqual(['allow', 'allow']);
      cerbos.pause();
      // It halts when the system comes to it.
      await until(async () => (await outcomes())[0] === 'error');
      for (let call = 0; call < 7; call++) {
        expect(await outcomes()).toEqual(['error', 'error']);
      }
      expect(engine.remote.state().circuit).toBe('open');
      await expect(engine.checkHealth()).rejects.toThrow(/^engine 'pdp' /);
      cerbos.resume();
      await until(async () => (await outcomes())[0] === 'allow');
      expect(engine.remote.state().circuit).toBe('closed');
      await cerbos.stop('SIGKILL');
      expect(await outcomes()).toEqual(['error', 'error']);
    } finally {
      await cerbos.stop('SIGKILL');
      await engine.dispose();
    }
    const other = createEngine(cerbos.url, { retries: 0 });
    await expect(other.compile(recordsBundle())).rejects.toThrow(
      /is not running/,
    );
    await other.dispose();
  });
});
