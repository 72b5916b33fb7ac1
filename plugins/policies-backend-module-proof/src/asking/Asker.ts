import { LoggerService } from '@backstage/backend-plugin-api';
import {
  AnalysisAnswer,
  AnalysisQuestion,
  AskUrgency,
  Clock,
} from '@internal/plugin-policies-node';
import { AnswerStore } from './AnswerStore';
import { questionKey } from './questionKey';
import { ReachedAnalyzer } from './reachAnalyzer';

/** How far questions that belong together go. */
export interface AskingLimits {
  /** That all of them together may take. */
  seconds: number;
  signal: AbortSignal;
  /** Whether answers are kept for others; by default true. */
  keeps?: boolean;
  urgency?: AskUrgency;
  /** Milliseconds of processor time that each may take; by default as the analyzer says. */
  questionMs?: number;
}

/** Questions that belong together, with one limit of time. */
export interface Asking extends ReachedAnalyzer {
  /**
   * Whatever the analyzer does becomes an answer.
   *
   * @throws the reason of the signal when it is aborted
   */
  ask(question: AnalysisQuestion): Promise<AnalysisAnswer>;
}

/** Asks analyzers: what is known already is not asked, and what takes too long is undecided. */
export class Asker {
  constructor(
    private readonly options: {
      answers: AnswerStore;
      clock: Clock;
      logger: LoggerService;
    },
  ) {}

  begin(reached: ReachedAnalyzer, limits: AskingLimits): Asking {
    const { clock } = this.options;
    const { seconds, signal, keeps = true, urgency, questionMs } = limits;
    const end = clock.steady() + seconds * 1_000;
    return {
      ...reached,
      ask: async question => {
        signal.throwIfAborted();
        const key = questionKey(question, reached.versions);
        const known = await this.find(key);
        if (known) {
          return known;
        }
        const attempt = () =>
          askInTime(reached, question, key, {
            signal,
            leftMs: end - clock.steady(),
            seconds,
            urgency,
            questionMs,
          });
        let answer = await attempt();
        // A program that died, or was ended, may do better the next time.
        if (answer.state === 'undecided' && answer.reason === 'fault') {
          answer = await attempt();
        }
        if (keeps && (answer.state === 'holds' || answer.state === 'fails')) {
          await this.save(key, answer);
        }
        return answer;
      },
    };
  }

  /** Without the database it is asked again. */
  private async find(key: string) {
    try {
      return await this.options.answers.find(key);
    } catch (error) {
      this.options.logger.warn(`known answers cannot be read: ${error}`);
      return undefined;
    }
  }

  private async save(...kept: Parameters<AnswerStore['save']>): Promise<void> {
    try {
      await this.options.answers.save(...kept);
    } catch (error) {
      this.options.logger.warn(`an answer cannot be kept: ${error}`);
    }
  }
}

async function askInTime(
  { analyzer }: ReachedAnalyzer,
  question: AnalysisQuestion,
  key: string,
  limits: Omit<AskingLimits, 'keeps'> & { leftMs: number },
): Promise<AnalysisAnswer> {
  const { signal, leftMs, seconds, urgency, questionMs } = limits;
  const tooLate: AnalysisAnswer = {
    key,
    state: 'undecided',
    reason: 'time',
    message: `The ${seconds} s that all questions together may take were over.`,
  };
  if (leftMs <= 0) {
    return tooLate;
  }
  const over = AbortSignal.timeout(Math.ceil(leftMs));
  const either = AbortSignal.any([signal, over]);
  try {
    const answer = await untilAborted(
      analyzer.ask(question, {
        signal: either,
        urgency,
        timeoutMs: questionMs,
      }),
      either,
    );
    return expectAnswer(answer, key);
  } catch (error) {
    signal.throwIfAborted();
    return over.aborted
      ? tooLate
      : {
          key,
          state: 'undecided',
          reason: 'fault',
          message: `The analyzer failed: ${(error as Error).message}`,
        };
  }
}

/** An analyzer of a third party may say anything: what is no answer is none. */
function expectAnswer(answer: AnalysisAnswer, key: string): AnalysisAnswer {
  switch (answer?.state) {
    case 'holds':
    case 'undecided':
      return answer;
    case 'fails':
    case 'disagrees':
      if (answer.counterexample) {
        return answer;
      }
      break;
    default:
  }
  return {
    key,
    state: 'undecided',
    reason: 'fault',
    message:
      'The analyzer gave something that is no answer; tell the people who maintain it.',
  };
}

/** An analyzer that heeds no signal is not waited for. */
async function untilAborted<T>(
  done: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  // Nobody hears what comes after.
  aborted.catch(() => {});
  done.catch(() => {});
  try {
    signal.throwIfAborted();
    return await Promise.race([done, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
