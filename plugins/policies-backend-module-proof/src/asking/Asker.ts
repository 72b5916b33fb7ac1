import { LoggerService } from '@backstage/backend-plugin-api';
import {
  AnalysisAnswer,
  AnalysisQuestion,
  AskUrgency,
  Clock,
} from '@internal/plugin-policies-node';
import { AnswerStore } from './AnswerStore';
import { AskingTime } from './AskingTime';
import { questionKey } from './questionKey';
import { ReachedAnalyzer } from './reachAnalyzer';

/** How far questions that belong together go. */
export interface AskingLimits {
  /** That all of them together may take. */
  seconds: number;
  /** That they may wait for their turns besides; by default waiting is part of the rest. */
  waitSeconds?: number;
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
  readonly time: Pick<AskingTime, 'isOver' | 'spentMs'>;
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
    const { signal, keeps = true } = limits;
    const time = new AskingTime(
      this.options.clock,
      limits.seconds * 1_000,
      limits.waitSeconds && limits.waitSeconds * 1_000,
    );
    return {
      ...reached,
      time,
      ask: async question => {
        signal.throwIfAborted();
        const key = questionKey(question, reached.versions);
        const known = await this.find(key);
        if (known) {
          return known;
        }
        const attempt = () => askInTime(reached, question, key, limits, time);
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
  { signal, seconds, urgency, questionMs }: AskingLimits,
  time: AskingTime,
): Promise<AnalysisAnswer> {
  const tooLate: AnalysisAnswer = {
    key,
    state: 'undecided',
    reason: 'time',
    message: `The ${
      Math.round(seconds * 10) / 10
    } s that these questions together may take were over.`,
  };
  if (time.isOver) {
    return tooLate;
  }
  const either = AbortSignal.any([signal, time.signal]);
  const own = time.begin();
  try {
    const answer = await untilAborted(
      analyzer.ask(question, {
        signal: either,
        urgency,
        timeoutMs: questionMs,
        onWait: turn => own.waitFor(turn),
      }),
      either,
    );
    return expectAnswer(answer, key);
  } catch (error) {
    signal.throwIfAborted();
    return time.signal.aborted
      ? tooLate
      : {
          key,
          state: 'undecided',
          reason: 'fault',
          message: `The analyzer failed: ${(error as Error).message}`,
        };
  } finally {
    own.end();
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
