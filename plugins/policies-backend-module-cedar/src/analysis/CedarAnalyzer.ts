import { LoggerService } from '@backstage/backend-plugin-api';
import {
  AnalyzerVersions,
  Counterexample,
  EvaluationRequest,
  Invariant,
} from '@internal/plugin-policies-common';
import {
  AnalysisAnswer,
  AnalysisQuestion,
  AnalyzedSet,
  AskOptions,
  ExportedQuestion,
  PolicyAnalyzer,
  PolicyBundle,
  UndecidedReason,
} from '@internal/plugin-policies-node';
import { LRUCache } from 'lru-cache';
import type { AskedTexts, PlannedTexts } from './allowUnknown';
import { EmbeddedCedar } from './EmbeddedCedar';
import { AnalyzerOptions } from './AnalyzerOptions';
import { AnalyzerHealth, HealthyPrograms } from './AnalyzerHealth';
import { ReadyPrograms } from './AnalyzerPrograms';
import { askedOf, bundlesOf } from './askedOf';
import { confirm } from './confirm';
import { invariantBundle } from './derivedBundles';
import { hashOf } from './hashOf';
import { Plan } from './Plan';
import { planComparison, planOfSet } from './planQuestion';
import { exportQuestion, SymccAnswer } from './SymccProgram';
import { Subjects } from './Subjects';
import { Turns } from './Turns';
import { WitnessTable } from './WitnessTable';
import { withoutUnknown } from './withoutUnknown';
import { Model } from './types';

const MOST_ANSWERS = 5_000;
const MOST_TEXTS = 1_000;

type Keyless<T> = T extends unknown ? Omit<T, 'key'> : never;
type Answer = Keyless<AnalysisAnswer>;

/**
 * Decides questions about all requests by `cedar symcc`. What it says does not hold is shown by a request
 * that the embedded engine has decided; what does not need asking is not asked.
 */
export class CedarAnalyzer implements PolicyAnalyzer {
  private readonly health: AnalyzerHealth;
  private readonly subjects: Subjects;
  private readonly turns: Turns;
  private readonly answers = new LRUCache<string, AnalysisAnswer>({
    max: MOST_ANSWERS,
  });
  private readonly written = new LRUCache<string, Promise<AskedTexts>>({
    max: MOST_TEXTS,
  });
  private readonly witnesses: WitnessTable;

  constructor(
    private readonly options: {
      engine: string;
      analyzer: AnalyzerOptions;
      logger: LoggerService;
      cedar: EmbeddedCedar;
    },
  ) {
    this.health = new AnalyzerHealth(options);
    this.subjects = new Subjects(options.cedar.ask);
    this.turns = new Turns(options.analyzer.atOnce);
    this.witnesses = new WitnessTable(options.cedar.ask);
  }

  async checkHealth(): Promise<AnalyzerVersions> {
    return (await this.health.open()).versions;
  }

  async read(bundle: PolicyBundle): Promise<AnalyzedSet> {
    const { environments, statements, invariants } = await this.subjects.read(
      bundle,
    );
    return {
      environments: environments.map(({ subject, action, resource, key }) => ({
        subject,
        action,
        resource,
        key,
      })),
      statements: statements.map(({ text: _text, ...statement }) => statement),
      invariants: Object.fromEntries(
        invariants.map(({ invariant, environments: keys }) => [
          invariant.name,
          keys,
        ]),
      ),
    };
  }

  toBundle(
    bundle: PolicyBundle,
    invariant: Invariant,
    part: 'matches' | 'scope',
  ): PolicyBundle {
    return invariantBundle(bundle, invariant, part);
  }

  async ask(
    question: AnalysisQuestion,
    { signal, timeoutMs, urgency, onWait }: AskOptions,
  ): Promise<AnalysisAnswer> {
    signal.throwIfAborted();
    let plan: Plan;
    let texts: AskedTexts | undefined;
    try {
      ({ plan, texts } = await this.prepare(question));
    } catch (error) {
      if ((error as Error).name === 'InputError') {
        throw error;
      }
      return {
        key: hashOf([question.kind, question.environment]),
        ...undecided('fault', (error as Error).message),
      };
    }
    let ready: HealthyPrograms;
    try {
      ready = await this.health.open();
    } catch (error) {
      return {
        key: hashOf(askedOf(question, plan, texts, undefined)),
        ...undecided('fault', (error as Error).message),
      };
    }
    const key = hashOf(askedOf(question, plan, texts, ready.versions));
    if (!texts) {
      return { key, state: 'holds' };
    }
    const asked = texts;
    // The request that shows it is about stored entities, and is told with what decides it.
    const memoKey = hashOf([
      key,
      plan.deciders,
      bundlesOf(question).map(this.subjects.worldOf),
    ]);
    const known = this.answers.get(key) ?? this.answers.get(memoKey);
    if (known) {
      return known;
    }
    const limit = this.options.analyzer.timeoutSeconds * 1_000;
    const said = await this.turns.take(
      signal,
      own =>
        this.answer(question, plan, asked, ready, {
          signal: own,
          timeoutMs: Math.min(timeoutMs ?? limit, limit),
        }),
      { urgency, onWait },
    );
    const answer: AnalysisAnswer = {
      key,
      ...said,
      ...(said.state === 'holds'
        ? {
            assumes: await this.assumptionsOf(plan, asked, {
              signal,
              timeoutMs,
              urgency,
              onWait,
            }),
          }
        : {}),
    };
    if (isLasting(answer)) {
      // That there is no request depends on the texts alone: whoever types is not asked about the rest again.
      this.answers.set(answer.state === 'holds' ? key : memoKey, answer);
    }
    return answer;
  }

  async export(
    question: AnalysisQuestion,
    versions: AnalyzerVersions,
  ): Promise<ExportedQuestion> {
    const { plan, texts } = await this.prepare(question);
    const asked = askedOf(question, plan, texts, versions);
    return {
      key: hashOf(asked),
      asked: JSON.parse(JSON.stringify(asked)),
      ...(texts && {
        ...exportQuestion({ ...plan, ...texts }),
        // Entities that nobody stored are part of what is asked: somebody may want to see what became of the texts.
        written: exportQuestion({ ...plan, schemaFormat: 'cedar' }).files,
      }),
    };
  }

  async dispose(): Promise<void> {
    await this.health.dispose();
  }

  private async answer(
    question: AnalysisQuestion,
    plan: Plan,
    texts: AskedTexts,
    { program }: ReadyPrograms,
    limits: { signal: AbortSignal; timeoutMs: number },
  ): Promise<Answer> {
    const shown = await this.findWitness(question, plan);
    if (shown) {
      return { state: 'fails', counterexample: shown };
    }
    const cases = this.subjects.casesFor(bundlesOf(question), plan.environment);
    let said: SymccAnswer;
    try {
      said = await program.ask({ ...plan, ...texts }, limits);
    } catch (error) {
      limits.signal.throwIfAborted();
      // It could not be started: perhaps it is not there any more.
      this.health.forget();
      said = {
        state: 'undecided',
        reason: 'fault',
        message: (error as Error).message,
      };
    }
    if (said.state !== 'fails') {
      return said;
    }
    limits.signal.throwIfAborted();
    try {
      const found = await this.show(
        plan,
        cases,
        withoutUnknown(said.model, texts.unknown),
      );
      if ('set' in question && found.state === 'fails') {
        this.witnesses.remember(question.set, found.counterexample);
      }
      return found;
    } catch (error) {
      return undecided(
        'fault',
        `the engine could not confirm what the analyzer found: ${
          (error as Error).message
        }`,
      );
    }
  }

  /** What an answer does not cover, a sentence each. */
  private async assumptionsOf(
    { fallible, environment }: Plan,
    { covers }: AskedTexts,
    options: AskOptions,
  ): Promise<string[]> {
    const assumes = covers
      ? []
      : [
          'Requests that mention something nobody stored are not covered, as the policies ask about it in a way that cannot be followed.',
        ];
    const failing = new Set<string>();
    for (const { set, statement } of fallible) {
      const { state } = await this.ask(
        {
          kind: 'never-errors',
          environment: environment.key,
          set,
          statement: statement.id,
        },
        options,
      );
      if (state !== 'holds') {
        failing.add(statement.policy);
      }
    }
    return [
      ...assumes,
      ...[...failing].map(
        policy =>
          `Requests for which policy '${policy}' gives an error, as by a number that grows too large, are not covered.`,
      ),
    ];
  }

  /** A request at hand that shows that something does not hold, as the engine decided it. */
  private async findWitness(
    question: AnalysisQuestion,
    { casesFirst }: Plan,
  ): Promise<Counterexample | undefined> {
    if (!casesFirst || !('set' in question)) {
      return undefined;
    }
    try {
      const { environments } = await this.subjects.read(question.set);
      return await this.witnesses.find(question, {
        hash: this.subjects.hashOf(question.set),
        environments,
        cases: this.subjects.casesOf(question.set),
      });
    } catch {
      // Then the analyzer is asked.
      return undefined;
    }
  }

  /** A request that shows that something does not hold, as the engine decides it. */
  private async show(
    plan: Plan,
    cases: EvaluationRequest[],
    model?: Model,
  ): Promise<Answer> {
    const { sides, environment } = plan;
    const answer = await this.options.cedar.ask('findCandidate', {
      sides,
      environment,
      model,
      cases,
    });
    if ('nothing' in answer) {
      return undecided('unknown', 'no request was found');
    }
    if ('errors' in answer) {
      return undecided(
        'engine-error',
        `the engine does not decide the request that the analyzer found: ${answer.errors}`,
      );
    }
    return confirm(
      plan,
      'found' in answer ? answer.found : answer.otherwise,
      bundle => this.options.cedar.compile(bundle),
    );
  }

  /** `texts` are absent where what is asked is plain from those of the plan. */
  private async prepare(
    question: AnalysisQuestion,
  ): Promise<{ plan: Plan; texts?: AskedTexts }> {
    const plan = await this.plan(question);
    return { plan, texts: plan.isSettled ? undefined : await this.write(plan) };
  }

  /** Whoever types changes few of the questions. */
  private write(plan: Plan): Promise<AskedTexts> {
    const planned = textsOf(plan);
    const key = hashOf(planned);
    let texts = this.written.get(key);
    if (!texts) {
      texts = this.options.cedar.ask('allowUnknown', planned);
      this.written.set(key, texts);
      texts.catch(() => this.written.delete(key));
    }
    return texts;
  }

  private async plan(question: AnalysisQuestion): Promise<Plan> {
    if ('first' in question) {
      const [first, second] = await Promise.all([
        this.subjects.read(question.first),
        this.subjects.read(question.second),
      ]);
      return planComparison(question, { first, second });
    }
    return planOfSet(question, await this.subjects.read(question.set));
  }
}

function textsOf(plan: Plan): PlannedTexts {
  const { environment, schema, command, first, second, deciding } = plan;
  return { environment, schema, command, first, second, deciding };
}

/** Whether another try would give the same. */
function isLasting(answer: AnalysisAnswer): boolean {
  return (
    answer.state !== 'undecided' ||
    ['unsupported', 'engine-error'].includes(answer.reason)
  );
}

function undecided(reason: UndecidedReason, message: string): Answer {
  return { state: 'undecided', reason, message };
}
