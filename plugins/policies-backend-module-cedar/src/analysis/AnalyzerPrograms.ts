import { execFile } from 'child_process';
import { open, realpath } from 'fs/promises';
import { promisify } from 'util';
import { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import {
  AnalyzerMissingError,
  EngineBinary,
  findEngineBinary,
  ISOLATION_MODES,
  MemoryBudget,
  SandboxRunner,
} from '@internal/plugin-policies-node';
import { AnalyzerOptions } from './AnalyzerOptions';
import { SymccProgram, SymccQuestion } from './SymccProgram';

/*
 * Two programs answer together: `cedar symcc`, and the solver that it asks. Versions that nobody tried are
 * not believed; a question whose answer is known, and one whose opposite is, show that the two work.
 */

const VERSIONS = {
  cedar: { pattern: /^cedar-policy-cli (4\.14\.\d+)\s*$/, wanted: '4.14' },
  cvc5: { pattern: /^This is cvc5 version (1\.3\.1)\b/m, wanted: '1.3.1' },
};
const NICENESS = 19;
const OUTPUT_BYTES = 5_000_000;
const NEEDS_TIMEOUT_MS = 10_000;

/** Programs that work, in the versions that they told. */
export interface ReadyPrograms {
  program: SymccProgram;
  analyzer: string;
  solver: string;
}

/** Finds the programs of an analyzer and sees that they work. */
export class AnalyzerPrograms {
  private readonly runners: SandboxRunner[] = [];

  constructor(
    private readonly options: {
      engine: string;
      analyzer: AnalyzerOptions;
      logger: LoggerService;
    },
  ) {}

  /** @throws ServiceUnavailableError that says what is missing or wrong, and what to do */
  async open(): Promise<ReadyPrograms> {
    const { engine } = this.options;
    await this.dispose();
    const { binary, solver } = this.options.analyzer;
    const analyzerPath = await this.find('cedar', 'binary', binary);
    const solverPath = await this.find('cvc5', 'solver', solver);
    const readOnly = [solverPath, ...(await readNeeds(solverPath))];
    const solverRunner = this.createRunner('cvc5', 'solver', solverPath, {
      probe: ['--version'],
      readOnly,
    });
    const solverVersion = await this.tellVersion('cvc5', solverRunner);
    const { files, network } = await solverRunner.isolation();
    const runner = this.createRunner('cedar', 'binary', analyzerPath, {
      probe: ['--version'],
      readOnly,
      // What keeps the solver from starting would fail each question.
      modes: ISOLATION_MODES.filter(
        mode =>
          Number(mode.files) <= Number(files) &&
          Number(mode.network) <= Number(network),
      ),
    });
    const version = await this.tellVersion('cedar', runner);
    const help = await this.run(runner, ['symcc', '--help']);
    if (help.code !== 0) {
      throw this.problem(
        `'${analyzerPath}' was built without its analyzer`,
        `build it with 'cargo install cedar-policy-cli --version 4.14.1 --features analyze', or run 'npm run engines -- install'`,
      );
    }
    const program = new SymccProgram({
      runner,
      solver: solverPath,
      memoryMb: this.options.analyzer.memoryMb,
    });
    await this.tryOut(program);
    this.options.logger.info(
      `engine '${engine}': its analyzer is cedar ${version} with cvc5 ${solverVersion}`,
    );
    return {
      program,
      analyzer: `cedar ${version}`,
      solver: `cvc5 ${solverVersion}`,
    };
  }

  async dispose(): Promise<void> {
    await Promise.all(this.runners.splice(0).map(runner => runner.dispose()));
  }

  private async find(
    name: EngineBinary,
    option: 'binary' | 'solver',
    given: string | undefined,
  ): Promise<string> {
    const path = given ?? findEngineBinary(name);
    const found = path && (await realpath(path).catch(() => undefined));
    if (!found) {
      const { engine } = this.options;
      throw new AnalyzerMissingError(
        `nothing can be proven by engine '${engine}': the program '${
          path ?? name
        }' is not installed beside the portal; run 'npm run engines -- install', or give its path in 'policies.engines.${engine}.analyzer.${option}'`,
      );
    }
    return found;
  }

  private createRunner(
    program: EngineBinary,
    option: 'binary' | 'solver',
    binary: string,
    options: Pick<
      ConstructorParameters<typeof SandboxRunner>[0],
      'probe' | 'readOnly' | 'modes'
    >,
  ): SandboxRunner {
    const { engine, analyzer, logger } = this.options;
    const runner = new SandboxRunner({
      engine,
      program,
      binary,
      option: `analyzer.${option}`,
      concurrency: analyzer.atOnce,
      niceness: NICENESS,
      // Apart from what drafts may have together.
      budget: new MemoryBudget(analyzer.atOnce * analyzer.memoryMb),
      limits: {
        memoryMb: analyzer.memoryMb,
        timeoutMs: analyzer.timeoutSeconds * 1_000,
        outputBytes: OUTPUT_BYTES,
      },
      logger,
      ...options,
    });
    this.runners.push(runner);
    return runner;
  }

  private async tellVersion(
    name: 'cedar' | 'cvc5',
    runner: SandboxRunner,
  ): Promise<string> {
    const { stdout, code } = await this.run(runner, ['--version']);
    const { pattern, wanted } = VERSIONS[name];
    const version = code === 0 ? pattern.exec(stdout)?.[1] : undefined;
    if (version === undefined) {
      throw this.problem(
        `'${runner.binary}' says ${JSON.stringify(
          stdout.trim().slice(0, 80),
        )}, and proofs are tried with ${name} ${wanted}`,
        `run 'npm run engines -- install'`,
      );
    }
    return version;
  }

  private async run(runner: SandboxRunner, args: string[]) {
    const folder = await runner.folder();
    try {
      return await runner.run(args, { folder });
    } finally {
      await folder.remove();
    }
  }

  /** Has both answers given once. */
  private async tryOut(program: SymccProgram): Promise<void> {
    const permit = (condition: string) =>
      `permit (principal, action, resource) when { ${condition} };`;
    const question: SymccQuestion = {
      command: 'implies',
      schemaFormat: 'cedar',
      environment: {
        principalType: 'User',
        actionUid: { type: 'Action', id: 'see' },
        resourceType: 'Thing',
      },
      schema:
        'entity User { level: Long }; entity Thing; action see appliesTo { principal: User, resource: Thing };',
      first: [permit('principal.level > 3')],
      second: [permit('principal.level > 2')],
    };
    const { first, second } = question;
    const options = {
      signal: new AbortController().signal,
      timeoutMs: this.options.analyzer.timeoutSeconds * 1_000,
    };
    const answers = [
      await program.ask(question, options),
      await program.ask(
        { ...question, first: second!, second: first },
        options,
      ),
    ];
    if (answers[0].state === 'holds' && answers[1].state === 'fails') {
      return;
    }
    const message = answers.flatMap(answer =>
      'message' in answer ? [answer.message] : [],
    )[0];
    throw this.problem(
      `the analyzer does not answer what it must: ${
        message ?? 'it is wrong about a question whose answer is known'
      }`,
      `run 'npm run engines -- install' again`,
    );
  }

  private problem(what: string, help: string): ServiceUnavailableError {
    return new ServiceUnavailableError(
      `nothing can be proven by engine '${this.options.engine}': ${what}; ${help}`,
    );
  }
}

/** What a solver reads that is a script: it tells when it is asked. */
async function readNeeds(path: string): Promise<string[]> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    if (buffer.toString('latin1') !== '#!') {
      return [];
    }
  } finally {
    await file.close();
  }
  try {
    const { stdout } = await promisify(execFile)(path, ['--needs'], {
      timeout: NEEDS_TIMEOUT_MS,
      killSignal: 'SIGKILL',
    });
    const needs: unknown = JSON.parse(stdout);
    return Array.isArray(needs)
      ? needs.filter(
          (item): item is string =>
            typeof item === 'string' && item.startsWith('/'),
        )
      : [];
  } catch {
    // It says itself what it lacks when it is asked for its version.
    return [];
  }
}
