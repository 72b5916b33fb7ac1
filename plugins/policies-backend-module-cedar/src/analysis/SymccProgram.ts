import { PolicyFile } from '@internal/plugin-policies-common';
import {
  SandboxRun,
  SandboxRunner,
  UndecidedReason,
} from '@internal/plugin-policies-node';
import type { TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';
import { readModel } from './readModel';
import { SYMCC_COMMANDS, SymccCommand } from './symccCommands';
import { CedarEnvironment, Model } from './types';

/** What a program is asked. */
export interface SymccQuestion {
  command: SymccCommand;
  environment: Pick<
    CedarEnvironment,
    'principalType' | 'actionUid' | 'resourceType'
  >;
  schema: string;
  /** Names that are printed as they are, though they need escapes. */
  rawNames?: string[];
  schemaFormat: 'cedar' | 'json';
  first: string[];
  second?: string[];
}

/** What a program said. */
export type SymccAnswer =
  | { state: 'holds' }
  | { state: 'fails'; model: Model }
  | { state: 'undecided'; reason: UndecidedReason; message: string };

const SCHEMA_FILE = 'schema';
/** The system takes no longer argument. */
const LONGEST_ACTION = 10_000;
/** A program that hardly uses the processor is given up by the clock. */
const waitFor = (timeoutMs: number) => 3 * timeoutMs + 2_000;

/** A program that died beyond this part of its memory, or of its time, is taken to have died of that. */
const NEARLY_ALL = 0.8;

const STANDS_FOR: Array<[RegExp, UndecidedReason]> = [
  [
    /bad_alloc|MemoryError|out of memory|out of space|memory exhausted|memory allocation/i,
    'memory',
  ],
  // What cvc5 says of its own limits.
  [/solver output: unknown \(?(TIMEOUT|RESOURCEOUT)/i, 'time'],
  [/solver output: unknown \(?MEMOUT/i, 'memory'],
  [/solver output: unknown \(?\w+/i, 'unknown'],
  [/solver output: (unknown|timeout)/i, 'time'],
  [/interrupted by timeout/i, 'time'],
  [/solver returned `unknown`/, 'unknown'],
  [/IO error|solver not found|[Ss]olver process|solver output/, 'fault'],
  [/solver error|decode model|counterexample|model is invalid/, 'fault'],
  [/needs to be normalized/, 'unsupported'],
  [/not well typed|symbolic compilation failed/, 'unsupported'],
  [/encode|unsupported|not supported|[Ff]ailed to compile/, 'unsupported'],
];

/** Asks `cedar symcc` in a sandbox, and takes nothing for an answer that is not one to the letter. */
export class SymccProgram {
  constructor(
    private readonly options: {
      runner: SandboxRunner;
      solver: string;
      memoryMb: number;
    },
  ) {}

  /** @throws the reason of the signal when it is aborted, and what a sandbox throws that does not start */
  async ask(
    question: SymccQuestion,
    { signal, timeoutMs }: { signal: AbortSignal; timeoutMs: number },
  ): Promise<SymccAnswer> {
    const { runner, memoryMb } = this.options;
    const action = toCedarUid(question.environment.actionUid);
    if (action.length > LONGEST_ACTION) {
      return undecided(
        'unsupported',
        'the name of the action is too long for the analyzer',
      );
    }
    const clock = AbortSignal.timeout(waitFor(timeoutMs));
    const folder = await runner.folder(filesOf(question));
    try {
      const run = await runner.run(argumentsOf(question, this.options.solver), {
        folder,
        limits: { timeoutMs },
        signal: AbortSignal.any([signal, clock]),
      });
      const answer = readAnswer(
        run,
        SYMCC_COMMANDS[question.command],
        question.rawNames,
      );
      const isFault = 'reason' in answer && answer.reason === 'fault';
      if (isFault && run.peakMb > NEARLY_ALL * memoryMb) {
        return { ...answer, reason: 'memory' };
      }
      // The system ends a solver of its own at nearly the same time.
      return isFault && (run.cpuMs ?? 0) > NEARLY_ALL * timeoutMs
        ? { ...answer, reason: 'time' }
        : answer;
    } catch (error) {
      if (!signal.aborted && clock.aborted) {
        return undecided(
          'fault',
          `the analyzer did not end within ${waitFor(timeoutMs) / 1_000} s`,
        );
      }
      throw error;
    } finally {
      await folder.remove();
    }
  }
}

/** What somebody runs to ask a question again, with the files it reads. */
export function exportQuestion(question: SymccQuestion): {
  files: PolicyFile[];
  command: string;
} {
  const quoted = (argument: string) =>
    /^[\w./=:-]+$/.test(argument)
      ? argument
      : `'${argument.replace(/'/g, `'\\''`)}'`;
  return {
    files: filesOf(question),
    command: ['cedar', ...argumentsOf(question, 'cvc5')].map(quoted).join(' '),
  };
}

function argumentsOf(question: SymccQuestion, solver: string): string[] {
  const { principalType, actionUid, resourceType } = question.environment;
  return [
    'symcc',
    `--cvc5-path=${solver}`,
    `--principal-type=${principalType}`,
    `--action=${toCedarUid(actionUid)}`,
    `--resource-type=${resourceType}`,
    `--schema=${SCHEMA_FILE}`,
    `--schema-format=${question.schemaFormat}`,
    question.command,
    ...(question.second
      ? ['--policies1=first.cedar', '--policies2=second.cedar']
      : ['--policies=first.cedar']),
  ];
}

/** An entity as Cedar itself writes it: it takes no other way to write the same. */
function toCedarUid({ type, id }: TypeAndId): string {
  const escaped = id
    .replace(/["'\\]/g, '\\$&')
    .replace(
      /^\p{M}|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu,
      character => `\\u{${character.codePointAt(0)!.toString(16)}}`,
    );
  return `${type}::"${escaped}"`;
}

function filesOf({ schema, first, second }: SymccQuestion) {
  const lines = (texts: string[]) => `${texts.join('\n')}\n`;
  return [
    { path: SCHEMA_FILE, content: schema },
    { path: 'first.cedar', content: lines(first) },
    ...(second ? [{ path: 'second.cedar', content: lines(second) }] : []),
  ];
}

function readAnswer(
  run: SandboxRun,
  title: string,
  rawNames: string[] | undefined,
): SymccAnswer {
  const { stdout, stderr, code, stopped, stopMessage } = run;
  if (stopped) {
    return undecided(
      stopped === 'time' || stopped === 'memory' ? stopped : 'fault',
      `the question ${stopMessage ?? 'was ended'}`,
    );
  }
  if (code !== 0) {
    return explainFailure(stderr);
  }
  if (stderr.trim()) {
    return nonsense(stderr);
  }
  if (stdout === `✓ ${title}: VERIFIED\n`) {
    return { state: 'holds' };
  }
  const opening = `✗ ${title}: DOES NOT HOLD\n  Counterexample found:\n`;
  if (!stdout.startsWith(opening)) {
    return nonsense(stdout);
  }
  try {
    return {
      state: 'fails',
      model: readModel(stdout.slice(opening.length), rawNames),
    };
  } catch (error) {
    return undecided(
      'fault',
      `the analyzer's counterexample cannot be read: ${
        (error as Error).message
      }`,
    );
  }
}

/** It draws a tree, and breaks lines where they are long. */
function explainFailure(stderr: string): SymccAnswer {
  const said = stderr
    .replace(/[│├╰─▶×]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const [, reason = 'fault' as const] =
    STANDS_FOR.find(([pattern]) => pattern.test(said)) ?? [];
  return undecided(
    reason,
    said
      ? `the analyzer says: ${said.slice(0, 300)}`
      : 'the analyzer ended without an answer',
  );
}

function nonsense(text: string): SymccAnswer {
  return undecided(
    'fault',
    `the analyzer answered what is no answer: ${JSON.stringify(
      text.trim().slice(0, 100),
    )}`,
  );
}

function undecided(reason: UndecidedReason, message: string): SymccAnswer {
  return { state: 'undecided', reason, message };
}
