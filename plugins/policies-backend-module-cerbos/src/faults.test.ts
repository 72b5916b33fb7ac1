import { join } from 'path';
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
import { ADMIN, CerbosTestServer } from './__testUtils__/CerbosTestServer';
import { CerbosEngine } from './CerbosEngine';

const fixture = readFixture('cerbos');
const [ALLOWED] = SCENARIO_EVALUATIONS;
const DENIED = SCENARIO_EVALUATIONS.find(({ decision }) => !decision)!;
const REQUESTS = [ALLOWED.request, DENIED.request];
const bundle = bundleOf(fixture.base);
/** Versions of the portal, which name revision and process. */
const VERSIONS = new RegExp(
  `${bundle.revision.slice(0, 16)}_[0-9a-f]{10}`,
  'g',
);
const OTHER_VERSION = '0123456789abcdef_0123456789';

describeWithServer('cerbos', 'Cerbos engine, when its server fails', () => {
  let server: CerbosTestServer;
  let engine: CerbosEngine;
  let live: CompiledSet;

  beforeEach(async () => {
    server = await CerbosTestServer.start();
    engine = server.createEngine({ timeoutMs: 1_500, retries: 1 });
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
        message: expect.stringContaining(`engine 'cerbos'`),
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

  /** Until it shows, the answers are errors. */
  async function untilDecides(): Promise<void> {
    await until(async () =>
      (
        await live.evaluate(REQUESTS)
      ).every(({ outcome }) => outcome !== 'error'),
    );
    await expectDecides();
  }

  it('is repaired after its policies were deleted, disabled or changed', async () => {
    await expectDecides();
    expect(await live.verify!()).toEqual({ state: 'in-sync' });
    const { policyIds } = await server.admin<{ policyIds: string[] }>(
      'GET',
      '/policies',
    );
    const [VERSION] = policyIds.join().match(VERSIONS)!;
    const POLICY_ID = `resource.record.v${VERSION}`;

    await server.admin('POST', `/policy/delete?id=${POLICY_ID}`);
    await untilFaults();
    expect(await live.verify!()).toMatchObject({
      state: 'missing',
      message: expect.stringContaining(POLICY_ID),
    });
    await live.repair!();
    await untilDecides();
    expect(await live.verify!()).toEqual({ state: 'in-sync' });

    await server.admin('PUT', '/policy/disable', { id: [POLICY_ID] });
    await untilFaults();
    expect((await live.verify!()).state).not.toBe('in-sync');
    await live.repair!();
    await untilDecides();

    // Somebody lets everybody in, under the version and the annotations of the portal.
    const { policies } = await server.admin<{
      policies: Array<{ metadata: { annotations: object } }>;
    }>('GET', `/policy?id=${POLICY_ID}`);
    await server.admin('POST', '/policy', {
      policies: [
        {
          apiVersion: 'api.cerbos.dev/v1',
          metadata: { annotations: policies[0].metadata.annotations },
          resourcePolicy: {
            resource: 'record',
            version: VERSION,
            rules: [{ actions: ['*'], effect: 'EFFECT_ALLOW', roles: ['*'] }],
          },
        },
      ],
    });
    await untilFaults();
    expect(await live.verify!()).toMatchObject({
      state: 'drifted',
      message: expect.stringContaining(POLICY_ID),
    });
    await live.repair!();
    await untilDecides();

    await server.admin('POST', '/schema', {
      schemas: [
        {
          id: `${VERSION}/user.json`,
          definition: Buffer.from('{"type":"object"}').toString('base64'),
        },
      ],
    });
    expect(await live.verify!()).toMatchObject({ state: 'drifted' });
    await live.repair!();
    expect(await live.verify!()).toEqual({ state: 'in-sync' });

    await live.dispose();
    expect(await server.admin('GET', '/policies?includeDisabled=true')).toEqual(
      {},
    );
    expect(await server.admin('GET', '/schemas')).toEqual({
      schemaIds: [expect.stringMatching(/^policy-portal-alive\//)],
    });
  }, 30_000);

  it('keeps what is taken into use while the last use before it ends', async () => {
    // Each call to the admin API hashes a password, which takes its time on a busy machine.
    const patient = server.createEngine({ timeoutMs: 20_000 });
    await live.dispose();
    live = (await patient.compile(bundle, { mode: 'live' })).compiled!;
    for (let round = 0; round < 3; round++) {
      const ended = live.dispose();
      const [next, another] = await Promise.all([
        patient.compile(bundle, { mode: 'live' }),
        patient.compile(bundle, { mode: 'live' }),
      ]);
      await ended;
      await Promise.all([another.compiled!.dispose(), live.repair!()]);
      live = next.compiled!;
      await expectDecides();
      expect(await live.verify!()).toEqual({ state: 'in-sync' });
    }
    await live.dispose();
    await live.repair!();
    expect(await server.admin('GET', '/policies?includeDisabled=true')).toEqual(
      {},
    );
    await patient.dispose();
  }, 90_000);

  it('allows nothing while it is killed under load, and gets its policies back', async () => {
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
    await expect(live.verify!()).rejects.toThrow(/engine 'cerbos'/);
    await expect(engine.checkHealth()).rejects.toThrow(/engine 'cerbos'/);

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
    for (const outcome of outcomes) {
      expect(outcome).toMatch(/^(allow|error)\/(deny|error)$/);
    }
  }, 60_000);

  it('gives errors while it hangs, and recovers by itself', async () => {
    server.pause();
    // The process is halted a moment after the signal.
    await until(async () =>
      (
        await live.evaluate(REQUESTS)
      ).every(({ outcome }) => outcome === 'error'),
    );
    await expectFaults();
    await expect(engine.compile(bundle, { mode: 'live' })).rejects.toThrow(
      /engine 'cerbos'/,
    );
    // Drafts have a server of their own.
    const draft = await engine.compile(bundle, { mode: 'draft' });
    expect(await draft.compiled!.evaluate(REQUESTS)).toMatchObject([
      { outcome: 'allow' },
      { outcome: 'deny' },
    ]);
    server.resume();
    await until(async () => {
      const [first] = await live.evaluate(REQUESTS);
      return first.outcome === 'allow';
    });
    await expectDecides();
  }, 30_000);

  it('believes no answer that is not about what was asked and by the revision', async () => {
    const proxy = await misbehavingProxy(server.url);
    const proxied = server.createEngine({ url: proxy.url, retries: 0 });
    const { compiled } = await proxied.compile(bundle, { mode: 'live' });
    const changed =
      (change: (text: string) => string): Misbehaviour =>
      (_, response, { text }) => {
        response.end(change(text));
        return true;
      };
    const allowAll = (text: string) =>
      text.replaceAll('EFFECT_DENY', 'EFFECT_ALLOW');
    const spoilt: Array<[string, Misbehaviour]> = [
      ...spoiltAnswers(() => true),
      ['results of null', changed(() => '{"results":[null,null]}')],
      ['no results', changed(() => '{"results":[]}')],
      [
        'another revision',
        changed(text => text.replaceAll(VERSIONS, OTHER_VERSION)),
      ],
      [
        'the rules of another revision',
        changed(text =>
          text.replaceAll(
            new RegExp(`"${VERSIONS.source}:`, 'g'),
            `"${OTHER_VERSION}:`,
          ),
        ),
      ],
      [
        'another resource',
        changed(text => text.replaceAll('"record-1"', '"record-9"')),
      ],
      ['another kind', changed(text => text.replaceAll('"record"', '"other"'))],
      ['another action', changed(text => text.replaceAll('"read"', '"x"'))],
      ['another effect', changed(text => text.replaceAll('EFFECT_', 'YES_'))],
      ['no reason', changed(text => text.replaceAll('"meta"', '"other"'))],
    ];
    for (const [what, misbehaviour] of spoilt) {
      proxy.misbehave(misbehaviour);
      // A new connection each, so that the circuit breaker does not answer in the server's place.
      const fresh = server.createEngine({
        url: proxy.url,
        retries: 0,
        timeoutMs: 1_000,
      });
      proxy.misbehave(undefined);
      const set = (await fresh.compile(bundle, { mode: 'live' })).compiled!;
      proxy.misbehave(misbehaviour);
      const [decision] = await set.evaluate([ALLOWED.request]);
      expect({ [what]: decision }).toMatchObject({
        [what]: { outcome: 'error', fault: 'engine' },
      });
      proxy.misbehave(undefined);
      await fresh.dispose();
    }
    proxy.misbehave(changed(allowAll));
    const [turned] = await compiled!.evaluate([DENIED.request]);
    expect(turned).toMatchObject({ outcome: 'error', fault: 'engine' });
    proxy.misbehave(undefined);
    expect(await compiled!.evaluate(REQUESTS)).toMatchObject([
      { outcome: 'allow' },
      { outcome: 'deny' },
    ]);
    proxy.misbehave((_, response) => {
      response.writeHead(429).end('{}');
      return true;
    });
    const overloaded = { outcome: 'error', fault: 'engine', overloaded: true };
    expect(await compiled!.evaluate(REQUESTS)).toMatchObject([
      overloaded,
      overloaded,
    ]);
    proxy.misbehave(undefined);
    await proxied.dispose();
    await proxy.close();
  }, 60_000);

  it('says what is wrong with a server it cannot use', async () => {
    expect((await engine.checkHealth()).version).toMatch(/^\d+\.\d+/);
    const password = 'wrong-secret';
    const refused = server.createEngine({
      admin: { ...ADMIN, password },
    });
    const refusal = await refused.checkHealth().catch(error => error);
    expect(refusal.message).toMatch(/credentials for its admin API.*'admin'/);
    expect(refusal.message).not.toContain(password);

    const proxy = await misbehavingProxy(server.url);
    const proxied = server.createEngine({ url: proxy.url, retries: 0 });
    const answering =
      (path: string, text: string): Misbehaviour =>
      (request, response) => {
        const hit = request.url!.startsWith(path);
        if (hit) {
          response.end(text);
        }
        return hit;
      };
    for (const [misbehaviour, message] of [
      [answering('/api/server_info', '{"version":"0.34.0"}'), /0\.51 or newer/],
      [answering('/api/server_info', '{}'), /0\.51 or newer/],
      [
        answering('/_cerbos/health', '{"status":"NOT_SERVING"}'),
        /does not serve/,
      ],
    ] as const) {
      proxy.misbehave(misbehaviour);
      await expect(proxied.checkHealth()).rejects.toThrow(message);
    }
    await proxied.dispose();
    await proxy.close();
    await refused.dispose();

    const closed = await CerbosTestServer.start({
      'server.adminAPI.enabled': 'false',
    });
    const portal = closed.createEngine();
    await expect(portal.checkHealth()).rejects.toThrow(
      /no admin API.*server\.adminAPI\.enabled/,
    );
    await expect(portal.compile(bundle, { mode: 'live' })).rejects.toThrow(
      /no admin API/,
    );
    await portal.dispose();
    await closed.stop();

    const immutable = await CerbosTestServer.start({
      'storage.driver': 'disk',
      'storage.disk.directory': join(__dirname, '__testUtils__'),
    });
    const reader = immutable.createEngine();
    expect((await reader.checkHealth()).version).toMatch(/^\d/);
    await expect(reader.compile(bundle, { mode: 'live' })).rejects.toThrow(
      /no admin API that takes policies.*storage\.driver/,
    );
    await reader.dispose();
    await immutable.stop();
  }, 30_000);

  it('has a sandbox of its own, the one that is given, or the playground of the server', async () => {
    const broken = bundleOf(withFiles(fixture.base, fixture.broken!));
    const none = server.createEngine({
      sandbox: { binary: '/no/such/cerbos' },
    });
    await expect(none.compile(bundle, { mode: 'draft' })).rejects.toThrow(
      /sandbox.*'\/no\/such\/cerbos' cannot be started.*'sandbox\.url'/,
    );
    // Live sets are served without it, and broken ones refused.
    const served = await none.compile(
      bundleOf(
        withFiles(fixture.base, [{ path: 'NOTES.md', content: 'without' }]),
      ),
      { mode: 'live' },
    );
    expect(served.diagnostics).toEqual([]);
    expect(await served.compiled!.evaluate(REQUESTS)).toMatchObject([
      { outcome: 'allow' },
      { outcome: 'deny' },
    ]);
    await served.compiled!.dispose();
    const unusable = withFiles(bundle.files, [
      {
        path: 'policies/record.yaml',
        content: bundle.files
          .find(({ path }) => path === 'policies/record.yaml')!
          .content.replace('P.id in R.attr.readers', 'P.id in ('),
      },
    ]);
    expect(await none.compile(bundleOf(unusable), { mode: 'live' })).toEqual({
      diagnostics: [
        expect.objectContaining({
          severity: 'error',
          file: 'policies/record.yaml',
          message: expect.stringContaining('Cerbos cannot use'),
        }),
      ],
    });
    await expectDecides();
    await none.dispose();

    const withPlayground = await CerbosTestServer.start({
      'server.playgroundEnabled': 'true',
    });
    const given = server.createEngine({
      sandbox: { url: withPlayground.url },
    });
    expect(
      (await given.compile(broken, { mode: 'draft' })).diagnostics,
    ).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ file: fixture.brokenFile, source: 'cerbos' }),
      ]),
    );
    const draft = (await given.compile(bundle, { mode: 'draft' })).compiled!;
    await withPlayground.stop('SIGKILL');
    expect(await draft.evaluate(REQUESTS)).toMatchObject([
      { outcome: 'error', fault: 'engine' },
      { outcome: 'error', fault: 'engine' },
    ]);
    // Portals start while the sandbox is down: what is live was checked when it became so.
    await expect(given.compile(bundle, { mode: 'draft' })).rejects.toThrow(
      /no sandbox for drafts/,
    );
    expect(
      (await given.compile(bundle, { mode: 'live' })).compiled,
    ).toBeDefined();
    await expectDecides();
    await given.dispose();

    const own = await CerbosTestServer.start({
      'server.playgroundEnabled': 'true',
    });
    const { CERBOS_BIN, PATH, XDG_CACHE_HOME } = process.env;
    Object.assign(process.env, {
      CERBOS_BIN: '',
      PATH: '',
      XDG_CACHE_HOME: '/no/such/cache',
    });
    try {
      const portal = own.createEngine();
      const compiled = await portal.compile(bundle, { mode: 'draft' });
      expect(await compiled.compiled!.evaluate(REQUESTS)).toMatchObject([
        { outcome: 'allow' },
        { outcome: 'deny' },
      ]);
      // A draft leaves nothing at the live server.
      expect(await own.admin('GET', '/policies')).toEqual({});
      await portal.dispose();
      const without = server.createEngine();
      await expect(without.compile(bundle, { mode: 'draft' })).rejects.toThrow(
        /no sandbox for drafts: install 'cerbos'/,
      );
      await without.dispose();
    } finally {
      Object.assign(process.env, { PATH });
      for (const [name, value] of Object.entries({
        CERBOS_BIN,
        XDG_CACHE_HOME,
      })) {
        if (value === undefined) {
          delete process.env[name];
        } else {
          process.env[name] = value;
        }
      }
    }
    await own.stop();
  }, 30_000);

  it('gives up a draft that takes too long or brings its sandbox down, and goes on with others', async () => {
    const impatient = server.createEngine({ sandbox: { timeoutMs: 1_500 } });
    const numbers = Array.from({ length: 100 }, (_, at) => at);
    const nested = (list: string) =>
      bundleOf(
        withFiles(fixture.base, [
          {
            path: 'policies/record.yaml',
            content: fixture.base
              .find(({ path }) => path === 'policies/record.yaml')!
              .content.replace(
                'expr: P.id in R.attr.readers',
                `expr: '${[...'abcde']
                  .map(name => `${list}.all(${name}, `)
                  .join('')}a + b + c + d + e >= 0${')'.repeat(5)}'`,
              ),
          },
        ]),
      );
    // Cerbos works out what is constant while it checks: such policies must not reach the live server.
    const constant = nested(JSON.stringify(numbers));
    for (const mode of ['draft', 'live'] as const) {
      await expect(impatient.compile(constant, { mode })).rejects.toThrow(
        /did not finish checking.*'sandbox\.timeoutMs'/,
      );
    }
    const slow = await impatient.compile(nested('P.attr.numbers'), {
      mode: 'draft',
    });
    expect(slow.diagnostics).toEqual([]);
    const good = (await impatient.compile(bundle, { mode: 'draft' })).compiled!;
    const [[refused], decided] = await Promise.all([
      slow.compiled!.evaluate([
        {
          ...ALLOWED.request,
          subject: { ...ALLOWED.request.subject, properties: { numbers } },
        },
      ]),
      good.evaluate(REQUESTS),
    ]);
    expect(refused).toMatchObject({ outcome: 'error', fault: 'engine' });
    expect(decided).toMatchObject([{ outcome: 'allow' }, { outcome: 'deny' }]);
    expect(await good.evaluate(REQUESTS)).toMatchObject([
      { outcome: 'allow' },
      { outcome: 'deny' },
    ]);
    await expectDecides();
    await impatient.dispose();
  }, 30_000);

  it('bounds the memory of drafts, two at once, and goes on with others', async () => {
    const bounded = server.createEngine({
      sandbox: { timeoutMs: 30_000, memoryMb: 300 },
    });
    const numbers = Array.from({ length: 200 }, (_, at) => at);
    const set = await bounded.compile(
      bundleOf(
        withFiles(fixture.base, [
          {
            path: 'policies/record.yaml',
            content: fixture.base
              .find(({ path }) => path === 'policies/record.yaml')!
              .content.replace(
                'expr: P.id in R.attr.readers',
                `expr: 'size(${[...'abcd']
                  .map(name => `P.attr.numbers.map(${name}, `)
                  .join('')}[a, b, c, d]${')'.repeat(4)}) > 0'`,
              ),
          },
        ]),
      ),
      { mode: 'draft' },
    );
    const good = (await bounded.compile(bundle, { mode: 'draft' })).compiled!;
    const hungry = (id: string) =>
      set.compiled!.evaluate([
        {
          ...ALLOWED.request,
          subject: { type: 'user', id, properties: { numbers } },
        },
      ]);
    const authors = Promise.all([hungry('a'), hungry('b')]);
    let over = false;
    const end = () => (over = true);
    authors.then(end, end);
    // Of somebody whose draft is in the same sandbox when it is brought down.
    while (!over) {
      expect(await good.evaluate(REQUESTS)).toMatchObject([
        { outcome: 'allow' },
        { outcome: 'deny' },
      ]);
    }
    const gaveUp = expect.objectContaining({
      outcome: 'error',
      fault: 'engine',
      message: expect.stringMatching(
        /gave this draft up.* more (than 300 MB of memory|memory or time).*'sandbox\.memoryMb'/,
      ),
    });
    expect((await authors).flat()).toEqual([gaveUp, gaveUp]);
    expect(await good.evaluate(REQUESTS)).toMatchObject([
      { outcome: 'allow' },
      { outcome: 'deny' },
    ]);
    await bounded.dispose();
  }, 90_000);
});
