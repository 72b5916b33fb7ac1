import { existsSync } from 'fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'fs/promises';
import { createServer, Server } from 'http';
import { AddressInfo } from 'net';
import { platform, tmpdir } from 'os';
import { join } from 'path';
import { mockServices } from '@backstage/backend-test-utils';
import { until } from '../testUtils/until';
import { describeWithServer } from '../testUtils/engineServers';
import { ISOLATION_MODES } from './isolation';
import { MemoryBudget } from './MemoryBudget';
import { SandboxRunner, SandboxRunnerOptions } from './SandboxRunner';

const limits = { memoryMb: 256, timeoutMs: 5_000, outputBytes: 1_000_000 };

function createRunner(options: Partial<SandboxRunnerOptions> = {}) {
  const logger = mockServices.logger.mock();
  const runner = new SandboxRunner({
    engine: 'test',
    program: 'opa',
    binary: '/bin/bash',
    probe: ['-c', 'exit 0'],
    concurrency: 2,
    limits,
    logger,
    ...options,
  });
  return { runner, logger };
}

async function runShell(
  runner: SandboxRunner,
  script: string,
  options: Partial<Parameters<SandboxRunner['run']>[1]> = {},
) {
  const folder = await runner.folder();
  try {
    return await runner.run(['-c', script], { folder, ...options });
  } finally {
    await folder.remove();
  }
}

const describeOnUnix = platform() === 'win32' ? describe.skip : describe;

describeOnUnix('SandboxRunner', () => {
  let canary: Server;
  let calls = 0;

  beforeAll(async () => {
    canary = createServer((_request, response) => response.end());
    canary.on('connection', () => calls++);
    await new Promise<void>(resolve => {
      canary.listen(0, '127.0.0.1', resolve);
    });
  });

  afterAll(() => new Promise(resolve => canary.close(resolve)));

  it('keeps the environment, files and the network away, or says what it cannot', async () => {
    const { runner, logger } = createRunner();
    process.env.SANDBOX_SECRET = 'a secret';
    const { network, files } = await runner.isolation();
    const { port } = canary.address() as AddressInfo;
    const { stdout, code } = await runShell(
      runner,
      `set; read -r line < /etc/passwd && echo "read $line"
       echo > /dev/tcp/127.0.0.1/${port}; echo mine > file && read -r own < file && echo "own $own"; pwd`,
    );
    delete process.env.SANDBOX_SECRET;
    expect(code).toBe(0);
    expect(stdout).not.toContain('a secret');
    expect(stdout).toContain('own mine');
    expect(stdout.includes('root:')).toBe(!files);
    expect(calls).toBe(network ? 0 : 1);
    expect(logger.warn).toHaveBeenCalledTimes(network && files ? 0 : 1);
    await runner.dispose();
  });

  it('shows what it is told to, and nobody can change it', async () => {
    const shown = await mkdtemp(join(tmpdir(), 'shown-'));
    await writeFile(join(shown, 'file'), 'shown\n');
    const { runner } = createRunner({ readOnly: [shown], niceness: 7 });
    const { files } = await runner.isolation();
    const { stdout } = await runShell(
      runner,
      `read -r line < ${shown}/file && echo "$line"
       ( echo changed > ${shown}/file ) 2>/dev/null || echo kept`,
    );
    expect(stdout).toContain('shown');
    expect(stdout.includes('kept')).toBe(files);
    expect(await readFile(join(shown, 'file'), 'utf8')).toBe(
      files ? 'shown\n' : 'changed\n',
    );
    await rm(shown, { recursive: true });
    await runner.dispose();
  });

  it('ends what is not wanted any more', async () => {
    const { runner } = createRunner();
    const controller = new AbortController();
    const run = runShell(runner, 'while :; do :; done', {
      signal: controller.signal,
    });
    setImmediate(() => controller.abort(new Error('not wanted')));
    await expect(run).rejects.toThrow('not wanted');
    await runner.dispose();
  });

  it('runs without namespaces too, and names them in the log', async () => {
    const { runner, logger } = createRunner({
      modes: [
        // Forbidden namespaces look like this to the portal.
        { ...ISOLATION_MODES[0], name: 'isolated' },
        ISOLATION_MODES[3],
      ],
    });
    expect(await runner.isolation()).toEqual({ network: false, files: false });
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringMatching(
        /from the network and files of this machine by namespaces/,
      ),
    );
    expect((await runShell(runner, 'echo there')).stdout).toBe('there\n');
    await runner.dispose();
  });

  it('ends what takes too long or says too much, while others go on', async () => {
    const { runner } = createRunner();
    const [slow, loud, other] = await Promise.all([
      runShell(runner, 'while :; do :; done', { limits: { timeoutMs: 500 } }),
      runShell(runner, 'while :; do echo $RANDOM; done'),
      runShell(runner, 'echo "ü $1"; read -r line; echo $line', {
        input: 'from outside\n',
      }),
    ]);
    expect(slow).toMatchObject({
      stopped: 'time',
      stopMessage: 'takes too long: more than 0.5 s',
    });
    expect(loud).toMatchObject({
      stopped: 'output',
      stopMessage: 'answers more than 1 MB',
    });
    expect(other).toMatchObject({
      code: 0,
      stopped: undefined,
      stdout: 'ü \nfrom outside\n',
    });
    await runner.dispose();
  });

  it('keeps its folders private, and removes them and its processes', async () => {
    const { runner } = createRunner();
    const folder = await runner.folder([{ path: 'a/b', content: 'text' }]);
    /* eslint-disable no-bitwise -- the bits of a file's mode */
    expect((await stat(folder.path)).mode & 0o777).toBe(0o700);
    expect((await stat(`${folder.path}/a/b`)).mode & 0o777).toBe(0o600);
    /* eslint-enable no-bitwise */
    await expect(folder.write('../outside', '')).rejects.toThrow(
      "'../outside' leaves its folder",
    );
    const server = await runner.start(
      ['-c', 'echo ready > ready; while :; do read -t 10 line <> <(:); done'],
      { folder },
    );
    await until(() => existsSync(`${folder.path}/ready`));
    expect(server.hasEnded).toBe(false);
    await runner.dispose();
    expect(server.hasEnded).toBe(true);
    expect(existsSync(folder.path)).toBe(false);
    await expect(runShell(runner, 'true')).rejects.toThrow(/shut down/);
  });

  it('says which program cannot be started', async () => {
    const { runner } = createRunner({ binary: '/nowhere/opa' });
    await expect(runShell(runner, 'true')).rejects.toThrow(
      /no sandbox: '\/nowhere\/opa' cannot be started.*policies.engines.test.sandbox.binary/s,
    );
    await runner.dispose();
  });
});

describeWithServer('opa', 'SandboxRunner with a Go program', () => {
  it.each([
    ['a list of a billion', 'count(numbers.range(1, 1000000000))'],
    [
      'strings of strings',
      'count(concat("", [s | some i in numbers.range(1, 9000000); s := sprintf("%0200d", [i])]))',
    ],
  ])('bounds the memory of %s, two at once', async (_what, query) => {
    const { runner } = createRunner({
      binary: undefined,
      probe: ['version'],
      limits: { ...limits, timeoutMs: 20_000 },
    });
    const folder = await runner.folder();
    const [first, second, small] = await Promise.all(
      [query, query, '1 + 1'].map(text =>
        runner.run(['eval', '--format=raw', text], { folder }),
      ),
    );
    for (const { stopped, stopMessage, peakMb } of [first, second]) {
      expect({ stopped, stopMessage }).toEqual({
        stopped: 'memory',
        stopMessage: 'needs more than 256 MB of memory',
      });
      expect(peakMb).toBeLessThan(256 + 64);
    }
    expect(small.stdout.trim()).toBe('2');
    await runner.dispose();
  });
});

describe('MemoryBudget', () => {
  it('has what finds no place wait in turn, and runs alone what is larger than it', async () => {
    const budget = new MemoryBudget(100);
    const order: string[] = [];
    const ends: Array<() => void> = [];
    const use = (name: string, memoryMb: number) =>
      budget.use(memoryMb, async () => {
        order.push(name);
        await new Promise<void>(resolve => ends.push(resolve));
      });
    const all = [use('a', 60), use('b', 60), use('c', 300), use('d', 10)];
    const end = async () => {
      ends.shift()!();
      await new Promise(resolve => setImmediate(resolve));
    };
    expect(order).toEqual(['a']);
    await end();
    expect(order).toEqual(['a', 'b']);
    await end();
    expect(order).toEqual(['a', 'b', 'c']);
    await end();
    expect(order).toEqual(['a', 'b', 'c', 'd']);
    await end();
    await Promise.all(all);
    await expect(
      budget.use(1, () => Promise.reject(new Error('broken'))),
    ).rejects.toThrow('broken');
  });
});
