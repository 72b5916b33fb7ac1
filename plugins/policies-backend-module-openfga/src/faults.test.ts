import { CompiledSet } from '@internal/plugin-policies-node';
import {
  Misbehaviour,
  SCENARIO_EVALUATIONS,
  bundleOf,
  describeWithServer,
  misbehavingProxy,
  readFixture,
  spoiltAnswers,
  until,
  withFiles,
} from '@internal/plugin-policies-node/testUtils';
import { FgaTestServer, TOKEN } from './__testUtils__/FgaTestServer';
import { OpenfgaEngine } from './OpenfgaEngine';

const fixture = readFixture('openfga');
const [ALLOWED] = SCENARIO_EVALUATIONS;
const DENIED = SCENARIO_EVALUATIONS.find(({ decision }) => !decision)!;
const REQUESTS = [ALLOWED.request, DENIED.request];
const bundle = bundleOf(fixture.base);

describeWithServer('openfga', 'OpenFGA engine, when its server fails', () => {
  let server: FgaTestServer;
  let engine: OpenfgaEngine;
  let live: CompiledSet;

  beforeEach(async () => {
    server = await FgaTestServer.start();
    engine = server.createEngine({ timeoutMs: 1_000, retries: 1 });
    live = (await engine.compile(bundle, { mode: 'live' })).compiled!;
  }, 30_000);

  afterEach(async () => {
    server.resume();
    await engine.dispose();
    await server.stop('SIGKILL');
  });

  async function expectDecides(): Promise<void> {
    expect(await live.evaluate(REQUESTS)).toMatchObject([
      { outcome: 'allow', policies: ['readers'] },
      { outcome: 'deny', policies: [] },
    ]);
  }

  async function expectFaults(): Promise<void> {
    for (const decision of await live.evaluate(REQUESTS)) {
      expect(decision).toMatchObject({
        outcome: 'error',
        fault: 'engine',
        message: expect.stringContaining(`engine 'openfga'`),
      });
    }
  }

  /** What is done to a server takes a moment to show. */
  async function untilFaults(): Promise<void> {
    await until(async () =>
      (
        await live.evaluate(REQUESTS)
      ).every(({ outcome }) => outcome === 'error'),
    );
    await expectFaults();
  }

  it('is repaired after its tuples were changed or its store deleted', async () => {
    await expectDecides();
    const [store] = await server.revisions();
    expect(store.name).toMatch(
      new RegExp(`^portal/records/${bundle.revision.slice(0, 20)}/\\w{10}$`),
    );
    const write = (body: object) =>
      server.call('POST', `/stores/${store.id}/write`, body);
    const reads = (user: string) => ({
      tuple_keys: [{ user, relation: 'reader', object: 'record:record-1' }],
    });

    await write({ deletes: reads('user:alice') });
    expect(await live.verify!()).toMatchObject({
      state: 'drifted',
      message: expect.stringContaining(
        `lacks 'user:alice reader record:record-1'`,
      ),
    });
    await write({ writes: reads('user:mallory') });
    await live.repair!();
    await expectDecides();
    expect(await live.verify!()).toEqual({ state: 'in-sync' });
    const mallory = {
      ...ALLOWED.request,
      subject: { type: 'user', id: 'mallory' },
    };
    expect(await live.evaluate([mallory])).toMatchObject([{ outcome: 'deny' }]);

    // Somebody's later model decides nothing here.
    await server.call('POST', `/stores/${store.id}/authorization-models`, {
      schema_version: '1.1',
      type_definitions: [{ type: 'user' }],
    });
    await expectDecides();
    expect(await live.verify!()).toEqual({ state: 'in-sync' });

    await server.call('DELETE', `/stores/${store.id}`);
    expect(await live.verify!()).toMatchObject({
      state: 'missing',
      message: expect.stringContaining(store.id),
    });
    await live.repair!();
    await expectDecides();
    expect(await live.verify!()).toEqual({ state: 'in-sync' });
    await live.dispose();
    expect(await server.revisions()).toEqual([]);
  }, 30_000);

  it('keeps what is taken into use while the last use before it ends', async () => {
    for (let round = 0; round < 10; round++) {
      const ended = live.dispose();
      const [next, another] = await Promise.all([
        engine.compile(bundle, { mode: 'live' }),
        engine.compile(bundle, { mode: 'live' }),
      ]);
      await ended;
      await Promise.all([another.compiled!.dispose(), live.repair!()]);
      live = next.compiled!;
      await expectDecides();
      expect(await live.verify!()).toEqual({ state: 'in-sync' });
      expect(await server.revisions()).toHaveLength(1);
    }
    await live.dispose();
    await live.repair!();
    expect(await server.revisions()).toEqual([]);
  }, 30_000);

  it('allows nothing while it is killed under load, and gets its revisions back', async () => {
    const outcomes = new Set<string>();
    let over = false;
    const load = Array.from({ length: 16 }, async () => {
      while (!over) {
        const [allowed, denied] = await live.evaluate(REQUESTS);
        outcomes.add(`${allowed.outcome}/${denied.outcome}`);
        await new Promise(resolve => setImmediate(resolve));
      }
    });
    await until(async () => outcomes.size > 0);
    await server.stop('SIGKILL');
    await until(async () => outcomes.has('error/error'));
    await expectFaults();
    await expect(live.verify!()).rejects.toThrow(/engine 'openfga'/);
    await expect(engine.checkHealth()).rejects.toThrow(/engine 'openfga'/);
    await expect(engine.compile(bundle, { mode: 'draft' })).rejects.toThrow(
      /engine 'openfga'/,
    );

    await server.restart();
    await until(() =>
      engine.checkHealth().then(
        () => true,
        () => false,
      ),
    );
    await expectFaults();
    expect(await live.verify!()).toMatchObject({ state: 'missing' });
    await live.repair!();
    await expectDecides();
    over = true;
    await Promise.all(load);
    expect([...outcomes].sort()).toEqual(['allow/deny', 'error/error']);
  }, 30_000);

  it('gives an error in time while its server hangs, and goes on after', async () => {
    server.pause();
    await untilFaults();
    server.resume();
    await until(async () => {
      const [{ outcome }] = await live.evaluate(REQUESTS);
      return outcome === 'allow';
    });
    expect(await live.evaluate(REQUESTS)).toMatchObject([
      { outcome: 'allow' },
      { outcome: 'deny' },
    ]);
  }, 30_000);

  it('takes nothing but a whole answer to what was asked', async () => {
    const proxy = await misbehavingProxy(server.url);
    const changed =
      (change: (text: string) => string): Misbehaviour =>
      (request, response, { status, text }) => {
        if (!request.url!.endsWith('/batch-check')) {
          return false;
        }
        response.writeHead(status).end(change(text));
        return true;
      };
    const spoilt: Array<[string, Misbehaviour]> = [
      ...spoiltAnswers(url => url.endsWith('/batch-check')),
      ['no results', changed(() => '{"result":{}}')],
      ['a list', changed(() => '{"result":[{"allowed":true}]}')],
      [
        'an answer that is no boolean',
        changed(text => text.replaceAll('true', '"true"')),
      ],
      [
        'the answer of another model',
        changed(text => text.replace(/"[0-9A-Z]{26}-/g, `"${'0'.repeat(26)}-`)),
      ],
      [
        'an error beside it',
        changed(text =>
          text.replaceAll(
            '"allowed":true',
            '"allowed":true,"error":{"internal_error":"deadline_exceeded"}',
          ),
        ),
      ],
    ];
    for (const [what, misbehaviour] of spoilt) {
      // A new connection each, so that the circuit breaker does not answer in the server's place.
      const fresh = server.createEngine({
        url: proxy.url,
        retries: 0,
        timeoutMs: 1_000,
      });
      const set = (await fresh.compile(bundle, { mode: 'live' })).compiled!;
      proxy.misbehave(misbehaviour);
      const [decision] = await set.evaluate([ALLOWED.request]);
      expect({ [what]: decision }).toMatchObject({
        [what]: { outcome: 'error', fault: 'engine' },
      });
      proxy.misbehave(undefined);
      await fresh.dispose();
    }
    await proxy.close();
  }, 60_000);

  it('says that its server is asked too often', async () => {
    const proxy = await misbehavingProxy(server.url);
    const proxied = server.createEngine({ url: proxy.url, retries: 0 });
    const set = (await proxied.compile(bundle, { mode: 'live' })).compiled!;
    proxy.misbehave((request, response) => {
      if (!request.url!.endsWith('/batch-check')) {
        return false;
      }
      response.writeHead(429).end('{}');
      return true;
    });
    for (const decision of await set.evaluate(REQUESTS)) {
      expect(decision).toMatchObject({
        outcome: 'error',
        fault: 'engine',
        overloaded: true,
      });
    }
    proxy.misbehave(undefined);
    await proxied.dispose();
    await proxy.close();
  }, 30_000);

  it('says what is wrong with a server it cannot use', async () => {
    await engine.checkHealth();
    const token = 'wrong-secret';
    const refused = server.createEngine({ token });
    const refusal = await refused.checkHealth().catch(error => error);
    expect(refusal.message).toMatch(/engine 'openfga'.*credentials/);
    expect(refusal.message).not.toContain(token);
    expect(refusal.message).not.toContain(TOKEN);

    const proxy = await misbehavingProxy(server.url);
    const proxied = server.createEngine({ url: proxy.url, retries: 0 });
    const answering =
      (end: string, status: number, text: string): Misbehaviour =>
      (request, response) => {
        const hit = request.url!.endsWith(end);
        if (hit) {
          response.writeHead(status).end(text);
        }
        return hit;
      };
    for (const [misbehaviour, message] of [
      [
        answering('/healthz', 200, '{"status":"NOT_SERVING"}'),
        /does not serve/,
      ],
      [
        answering('/batch-check', 404, '{"code":"undefined_endpoint"}'),
        /1\.8 or newer/,
      ],
    ] as const) {
      proxy.misbehave(misbehaviour);
      await expect(proxied.checkHealth()).rejects.toThrow(message);
    }
    proxy.misbehave(undefined);
    // A store that does not hold what was written does not serve.
    proxy.misbehave(answering('/read', 200, '{"tuples":[]}'));
    const another = bundleOf(
      withFiles(fixture.base, [{ path: 'NOTES.md', content: 'another' }]),
    );
    await expect(proxied.compile(another, { mode: 'live' })).rejects.toThrow(
      /engine 'openfga' store '.*' lacks/,
    );
    proxy.misbehave(undefined);
    const again = (await proxied.compile(another, { mode: 'live' })).compiled!;
    expect(await again.evaluate(REQUESTS)).toMatchObject([
      { outcome: 'allow' },
      { outcome: 'deny' },
    ]);
    await again.dispose();
    await proxied.dispose();
    await proxy.close();
    await refused.dispose();
  }, 30_000);

  it('leaves nothing of drafts behind, not even of a portal that was killed', async () => {
    const old = (Date.now() - 7_200_000).toString(36);
    for (const name of [`portal-draft/${old}`, `other-draft/${old}`]) {
      await server.call('POST', '/stores', { name });
    }
    const other = server.createEngine();
    const [one, two] = await Promise.all([
      other.compile(bundle, { mode: 'draft' }),
      other.compile(bundle, { mode: 'draft' }),
    ]);
    const drafts = async () =>
      (await server.stores()).filter(({ name }) =>
        name.startsWith('portal-draft/'),
      );
    await until(async () => (await drafts()).length === 1);
    await one.compiled!.dispose();
    expect(await two.compiled!.evaluate(REQUESTS)).toMatchObject([
      { outcome: 'allow' },
      { outcome: 'deny' },
    ]);
    const files = (text: string) =>
      bundleOf(
        withFiles(fixture.base, [
          {
            path: 'tuples.yaml',
            content: `- { user: 'user:${text}', relation: reader, object: 'record:record-1' }`,
          },
        ]),
      );
    // More than are kept for a while.
    for (let index = 0; index < 25; index++) {
      const { compiled } = await other.compile(files(`u${index}`), {
        mode: 'draft',
      });
      await compiled!.dispose();
    }
    await until(async () => (await drafts()).length <= 22);
    await other.dispose();
    expect(await drafts()).toEqual([]);
    expect(
      (await server.stores())
        .map(({ name }) => name)
        .filter(name => name.includes('draft')),
    ).toEqual([`other-draft/${old}`]);
    expect(await server.revisions()).toHaveLength(1);
    await expectDecides();
  }, 30_000);
});
