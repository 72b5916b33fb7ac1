import { spawn } from 'child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'fs/promises';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { ServiceUnavailableError } from '@backstage/errors';
import { PolicyFile } from '@internal/plugin-policies-common';
import { findEngineBinary } from '@internal/plugin-policies-node';
import { bulkhead, BulkheadPolicy } from 'cockatiel';
import { OpaOptions } from '../OpaOptions';
import { RegoModule } from '../compile/syntaxTree';

/*
 * Everything that reads hostile Rego runs in a process of its own: without the builtins that reach the
 * network or the environment, with an environment that holds nothing, and ended when it takes too long,
 * too much memory or says too much.
 */

const MAX_OUTPUT = 20_000_000;
const MAX_WAITING = 200;

/** Builtins that reach out of the evaluation. */
export const REFUSED_BUILTINS = [
  'http.send',
  'net.lookup_ip_addr',
  'opa.runtime',
];

/** How a run ended. */
export interface ProgramRun {
  stdout: string;
  stderr: string;
  code: number | null;
  timedOut: boolean;
}

/** The program `opa`, run in a sandbox. */
export class OpaProgram {
  private readonly slots: BulkheadPolicy;
  private capabilities?: Promise<string>;
  private readonly folders = new Set<string>();

  constructor(
    private readonly engine: string,
    private readonly options: OpaOptions['sandbox'],
  ) {
    this.slots = bulkhead(options.concurrency, MAX_WAITING);
  }

  /** @throws ServiceUnavailableError with the mend when the program is not installed */
  get binary(): string {
    const found = this.options.binary ?? findEngineBinary('opa');
    if (!found) {
      throw new ServiceUnavailableError(
        `engine '${this.engine}' has no sandbox: the program 'opa' is not installed beside the portal; run 'yarn engines install', or give its path in 'policies.engines.${this.engine}.sandbox.binary'`,
      );
    }
    return found;
  }

  /** Writes files into a folder of their own. */
  async folder(files: PolicyFile[]): Promise<{
    path: string;
    remove(): Promise<void>;
  }> {
    const path = await mkdtemp(join(tmpdir(), 'portal-opa-'));
    this.folders.add(path);
    for (const file of files) {
      const target = join(path, file.path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, file.content);
    }
    return {
      path,
      remove: async () => {
        this.folders.delete(path);
        await rm(path, { recursive: true, force: true });
      },
    };
  }

  /** Runs `opa` with the capabilities of the sandbox. */
  async run(
    args: string[],
    options: { input?: string; cwd?: string } = {},
  ): Promise<ProgramRun> {
    this.capabilities ??= this.writeCapabilities();
    const capabilities = await this.capabilities;
    return this.slots.execute(() =>
      this.start([...args, '--capabilities', capabilities], options),
    );
  }

  /** @throws Error with OPA's message for text that is no module */
  async parse(content: string): Promise<RegoModule> {
    const { path, remove } = await this.folder([
      { path: 'module.rego', content },
    ]);
    try {
      const { stdout, stderr, code } = await this.slots.execute(() =>
        this.start(
          ['parse', '--format=json', '--json-include=locations', 'module.rego'],
          { cwd: path },
        ),
      );
      if (code !== 0) {
        throw new Error(stderr || stdout);
      }
      return JSON.parse(stdout);
    } finally {
      await remove();
    }
  }

  async dispose(): Promise<void> {
    await Promise.all(
      [...this.folders].map(path => rm(path, { recursive: true, force: true })),
    );
  }

  private async writeCapabilities(): Promise<string> {
    const { stdout } = await this.start(['capabilities', '--current'], {});
    const capabilities = JSON.parse(stdout) as {
      builtins: Array<{ name: string }>;
      allow_net?: string[];
    };
    capabilities.builtins = capabilities.builtins.filter(
      ({ name }) => !REFUSED_BUILTINS.includes(name),
    );
    capabilities.allow_net = [];
    const { path } = await this.folder([
      { path: 'capabilities.json', content: JSON.stringify(capabilities) },
    ]);
    return join(path, 'capabilities.json');
  }

  private start(
    args: string[],
    { input, cwd }: { input?: string; cwd?: string },
  ): Promise<ProgramRun> {
    const { timeoutMs, memoryMb } = this.options;
    const child = spawn(this.binary, args, {
      cwd: cwd ?? tmpdir(),
      env: { GOMEMLIMIT: `${memoryMb}MiB`, GOMAXPROCS: '1', HOME: tmpdir() },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    return new Promise((resolve, reject) => {
      const output = { stdout: '', stderr: '' };
      let timedOut = false;
      const stop = () => {
        timedOut = true;
        child.kill('SIGKILL');
      };
      const timer = setTimeout(stop, timeoutMs);
      const collect = (name: 'stdout' | 'stderr') => (data: Buffer) => {
        output[name] += data;
        if (output[name].length > MAX_OUTPUT) {
          stop();
        }
      };
      child.stdout.setEncoding('utf8').on('data', collect('stdout'));
      child.stderr.setEncoding('utf8').on('data', collect('stderr'));
      child.stdin.on('error', () => {});
      child.stdin.end(input ?? '');
      child.once('error', error => {
        clearTimeout(timer);
        reject(
          new ServiceUnavailableError(
            `engine '${this.engine}' has no sandbox: '${
              this.binary
            }' cannot be started (${
              (error as NodeJS.ErrnoException).code
            }); mend 'policies.engines.${this.engine}.sandbox.binary'`,
          ),
        );
      });
      child.once('close', code => {
        clearTimeout(timer);
        resolve({ ...output, code, timedOut });
      });
    });
  }
}
