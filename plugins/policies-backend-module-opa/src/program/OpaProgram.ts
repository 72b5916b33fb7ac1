import { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import { PolicyFile } from '@internal/plugin-policies-common';
import {
  SandboxFolder,
  SandboxRun,
  SandboxRunner,
} from '@internal/plugin-policies-node';
import { Capabilities, restrict } from './builtins';
import { OpaOptions } from '../OpaOptions';

/*
 * Everything that reads hostile Rego runs in a process of its own, in a sandbox of the portal, and without
 * the builtins that reach out of an evaluation.
 */

const OUTPUT_BYTES = 20_000_000;
/** OPA reads no file of this name by itself. */
const CAPABILITIES_FILE = 'capabilities-of-the-portal.json';

/** The program `opa`, run in a sandbox. */
export class OpaProgram {
  static create(
    engine: string,
    { binary, concurrency, timeoutMs, memoryMb }: OpaOptions['sandbox'],
    logger: LoggerService,
  ): OpaProgram {
    const runner = new SandboxRunner({
      engine,
      program: 'opa',
      binary,
      probe: ['version'],
      concurrency,
      limits: { memoryMb, timeoutMs, outputBytes: OUTPUT_BYTES },
      logger,
    });
    return new OpaProgram(engine, runner, 'draft');
  }

  private found?: Promise<Capabilities>;

  private constructor(
    private readonly engine: string,
    private readonly runner: SandboxRunner,
    private readonly lane: 'live' | 'draft',
    private readonly origin?: OpaProgram,
  ) {}

  /** The same program for a set that is registered: it does not wait behind drafts. */
  forLive(): OpaProgram {
    return new OpaProgram(this.engine, this.runner, 'live', this);
  }

  /** Finds out what keeps the program from this machine; the log tells what does not. */
  async prepare(): Promise<void> {
    await this.runner.isolation();
  }

  /** What this OPA can do, with all of its builtins. */
  capabilities(): Promise<Capabilities> {
    if (this.origin) {
      return this.origin.capabilities();
    }
    this.found ??= this.readCapabilities().catch(error => {
      this.found = undefined;
      throw error;
    });
    return this.found;
  }

  /** Writes files into a folder of their own, for runs in it. */
  async folder(files: PolicyFile[]): Promise<SandboxFolder> {
    const capabilities = restrict(await this.capabilities());
    return this.runner.folder([
      ...files,
      { path: CAPABILITIES_FILE, content: JSON.stringify(capabilities) },
    ]);
  }

  /**
   * Runs `opa`.
   *
   * @param options - `allBuiltins` for what evaluates nothing of the set
   */
  async run(
    args: string[],
    options: { folder: SandboxFolder; input?: string; allBuiltins?: boolean },
  ): Promise<SandboxRun> {
    const { folder, input, allBuiltins = false } = options;
    return this.runner.run(
      allBuiltins ? args : [...args, '--capabilities', CAPABILITIES_FILE],
      { folder, input, lane: this.lane, env: { GOMAXPROCS: '1' } },
    );
  }

  async dispose(): Promise<void> {
    await this.runner.dispose();
  }

  private async readCapabilities(): Promise<Capabilities> {
    const folder = await this.runner.folder();
    try {
      const { stdout, stderr } = await this.runner.run(
        ['capabilities', '--current'],
        { folder, lane: 'live', env: { GOMAXPROCS: '1' } },
      );
      try {
        return JSON.parse(stdout);
      } catch {
        throw new ServiceUnavailableError(
          `engine '${this.engine}' has no sandbox: '${
            this.runner.binary
          }' does not tell its capabilities (${stderr.slice(
            0,
            200,
          )}); set 'policies.engines.${
            this.engine
          }.sandbox.binary' to OPA 1.0 or later`,
        );
      }
    } finally {
      await folder.remove();
    }
  }
}
