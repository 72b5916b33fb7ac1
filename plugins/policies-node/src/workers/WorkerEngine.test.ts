import { mockServices } from '@backstage/backend-test-utils';
import { PolicyBundle } from '../PolicyEngine';
import { WorkerEngine } from './WorkerEngine';
import { workerOptionsSchema } from './workerOptions';

describe('WorkerEngine', () => {
  const logger = mockServices.logger.mock();
  const engines: WorkerEngine<any>[] = [];

  function start(options: object) {
    const engine = new WorkerEngine(
      {
        name: 'Test',
        source: 'test',
        workerPath: require.resolve('./__testUtils__/language.ts'),
        capabilities: [],
        defaultPolicyFile: () => 'policy',
        isPolicyFile: () => false,
        describeFile: () => ({ use: 'policy' }),
      },
      {
        ...workerOptionsSchema.parse({
          liveWorkers: 1,
          draftWorkers: 1,
          ...options,
        }),
        logger,
      },
    );
    engines.push(engine);
    return engine;
  }

  afterEach(async () => {
    await Promise.all(engines.splice(0).map(engine => engine.dispose()));
    jest.clearAllMocks();
  });

  function bundle(order = ''): PolicyBundle {
    return {
      manifest: {} as PolicyBundle['manifest'],
      files: [{ path: 'policy', content: order }],
      revision: 'r',
    };
  }

  function ask(order: string, id = 'x') {
    return {
      subject: { type: 'user', id },
      action: { name: order },
      resource: { type: 'thing', id: 'x' },
    };
  }

  it('lets a compilation wait for a processor longer than it may use one', async () => {
    const engine = start({ compileTimeoutMs: 500 });
    await engine.checkHealth();
    const { compiled, diagnostics } = await engine.compile(
      bundle('sleep 1500'),
      { mode: 'draft' },
    );
    expect(diagnostics).toEqual([]);
    await compiled!.dispose();
  });

  it('ends a compilation that uses too much, and says that it did', async () => {
    const engine = start({ compileTimeoutMs: 500 });
    const { compiled, diagnostics } = await engine.compile(
      bundle('spin 600000'),
      { mode: 'draft' },
    );
    expect(compiled).toBeUndefined();
    expect(diagnostics[0]).toMatchObject({
      severity: 'error',
      message: expect.stringMatching(
        /overflow the engine: Test did not answer in time: it used more than 0.5 s of processor time/,
      ),
    });
  });

  it('says that the machine is too busy, and nothing of the policies, where it had no processor', async () => {
    const engine = start({ compileTimeoutMs: 500 });
    await expect(
      engine.compile(bundle('sleep 600000'), { mode: 'draft' }),
    ).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringMatching(
        /Test was not done after 5(\.\d)? s, in which it had 0\.?\d* s of processor time: the machine is too busy/,
      ),
    });
  });

  it('says that a draft is lost whose worker it ended, so that it is compiled anew', async () => {
    const engine = start({ draftWorkers: 1, draftTimeoutMs: 200 });
    const { compiled } = await engine.compile(bundle(), { mode: 'draft' });
    expect(compiled!.isLost).toBe(false);
    const [endless] = await compiled!.evaluate([ask('spin 600000')]);
    expect([endless.outcome, compiled!.isLost]).toEqual(['error', true]);
    await compiled!.dispose();
    const again = await engine.compile(bundle(), { mode: 'draft' });
    const [answer] = await again.compiled!.evaluate([ask('nothing')]);
    expect([answer.outcome, again.compiled!.isLost]).toEqual(['allow', false]);
    await again.compiled!.dispose();
  });

  it('compiles what will serve while drafts hold every worker of theirs', async () => {
    const engine = start({ draftWorkers: 1 });
    const held = await engine.compile(bundle(), { mode: 'draft' });
    const waiting = engine.compile(bundle(), { mode: 'draft' });
    const { compiled } = await engine.compile(bundle(), { mode: 'live' });
    expect((await compiled!.evaluate([ask('nothing')]))[0].outcome).toBe(
      'allow',
    );
    await compiled!.dispose();
    await held.compiled!.dispose();
    await (await waiting).compiled!.dispose();
  });

  it('is not hung by what only waits, and drops what nobody waits for any more', async () => {
    const engine = start({ decisionTimeoutMs: 200 });
    const { compiled } = await engine.compile(bundle(), { mode: 'live' });
    const asked = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        compiled!.evaluate([
          // A message holds 32 requests, so that each of these is one of its own.
          ask(index ? 'nothing' : 'sleep 1000', `${index}`),
          ...Array(31).fill(ask('nothing')),
        ]),
      ),
    );
    const told = asked.map(([decision]) => decision);
    expect(told.every(({ outcome }) => outcome === 'error')).toBe(true);
    for (const decision of told) {
      expect(decision).toMatchObject({
        fault: 'engine',
        overloaded: true,
        message: expect.stringMatching(/too busy: no (turn|answer) in/),
      });
    }
    let after = (await compiled!.evaluate([ask('nothing')]))[0];
    for (let tries = 0; after.outcome === 'error' && tries < 40; tries++) {
      [after] = await compiled!.evaluate([ask('nothing')]);
    }
    // The message it was at, and the one it held: 18 were dropped.
    expect(after).toMatchObject({ outcome: 'allow', policies: ['65'] });
    expect(logger.warn).not.toHaveBeenCalled();
  });

  it('replaces a worker that hangs', async () => {
    const engine = start({ decisionTimeoutMs: 200 });
    const { compiled } = await engine.compile(bundle(), { mode: 'live' });
    // Where the machine is busy whoever waits is told that first.
    const [hung] = await compiled!.evaluate([ask('spin 600000')]);
    expect(hung).toMatchObject({ outcome: 'error', fault: 'engine' });
    let after = (await compiled!.evaluate([ask('nothing')]))[0];
    const deadline = performance.now() + 30_000;
    while (after.outcome === 'error' && performance.now() < deadline) {
      [after] = await compiled!.evaluate([ask('nothing')]);
    }
    expect(after.outcome).toBe('allow');
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });
});
