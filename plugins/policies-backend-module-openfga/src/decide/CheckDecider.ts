import { EvaluationRequest } from '@internal/plugin-policies-common';
import {
  EngineDecision,
  forEachAtOnce,
  overloadOf,
} from '@internal/plugin-policies-node';
import type { BatchCheckItem, BatchCheckSingleResult } from '@openfga/sdk';
import { SetFiles } from '../files/readSetFiles';
import { FgaRefusal } from '../server/FgaRefusal';
import { FgaServer, ModelPlace } from '../server/FgaServer';
import { decisionOf, RelationResult } from './decisionOf';
import { Question, questionOf, unknownType } from './questionOf';

/** Calls one batch has under way at a time. */
const CALLS_AT_ONCE = 16;
/* A correlation id has 36 characters at most, and the id of a model 26. */
const MOST_IDS = 36 ** 9;

/** A decision with what was asked, where it could be. */
export interface Answered {
  decision: EngineDecision;
  question?: Question;
  results: RelationResult[];
}

interface Item {
  check: Omit<BatchCheckItem, 'correlation_id'>;
  /** Index of the request. */
  request: number;
  /** Takes the answer. */
  settle(result: RelationResult, durationUs: number): void;
}

/** Decides requests by batches of checks: one for each relation an action asks about. */
export class CheckDecider {
  private count = 0;

  constructor(
    private readonly options: {
      engine: string;
      server: FgaServer;
      set: SetFiles;
      checksPerCall: number;
      place(): ModelPlace;
    },
  ) {}

  async decide(requests: EvaluationRequest[]): Promise<Answered[]> {
    const { set, checksPerCall } = this.options;
    const questions = requests.map(request => questionOf(request, set));
    const results = questions.map((): RelationResult[] => []);
    const durations = questions.map(() => 0);
    const items = questions.flatMap((question, request): Item[] =>
      typeof question === 'string'
        ? []
        : question.policies.map(({ relation }, at) => ({
            check: checkOf(question, relation),
            request,
            settle: (result, durationUs) => {
              results[request][at] = result;
              durations[request] += durationUs;
            },
          })),
    );
    const calls = Array.from(
      { length: Math.ceil(items.length / checksPerCall) },
      (_, index) =>
        items.slice(index * checksPerCall, (index + 1) * checksPerCall),
    );
    await forEachAtOnce(calls, CALLS_AT_ONCE, call => this.send(call));
    return questions.map((question, index) =>
      typeof question === 'string'
        ? {
            decision: {
              outcome: 'error',
              fault: 'request',
              message: question,
              ...(unknownType(requests[index], set) !== undefined && {
                misnamed: true,
              }),
              durationUs: 0,
            },
            results: [],
          }
        : {
            decision: decisionOf(
              question,
              results[index],
              Math.round(durations[index]),
            ),
            question,
            results: results[index],
          },
    );
  }

  private async send(items: Item[]): Promise<void> {
    const { engine, server, place } = this.options;
    const started = performance.now();
    const settle = (resultAt: (index: number) => RelationResult) => {
      const each = ((performance.now() - started) * 1_000) / items.length;
      items.forEach((item, index) => item.settle(resultAt(index), each));
    };
    try {
      const asked = place();
      // Names model and call, so that the answer to another one counts for nothing.
      const ids = items.map(
        () => `${asked.modelId}-${(this.count++ % MOST_IDS).toString(36)}`,
      );
      const answers = await server.batchCheck(
        asked,
        items.map(({ check }, index) => ({
          ...check,
          correlation_id: ids[index],
        })),
      );
      settle(index => relationResult(engine, answers[ids[index]]));
    } catch (error) {
      if (error instanceof FgaRefusal && !error.isNotThere) {
        await this.refused(items, error, settle);
        return;
      }
      const message =
        error instanceof FgaRefusal
          ? `engine '${engine}' does not hold this revision (any more); it is put there again when it is missing, else repair it on the engine's page`
          : (error as Error).message;
      settle(() => ({ state: 'fault', message, ...overloadOf(error) }));
    }
  }

  /** A check that OpenFGA refuses must not cost the others of its call their answer. */
  private async refused(
    items: Item[],
    refusal: FgaRefusal,
    settle: (resultAt: () => RelationResult) => void,
  ): Promise<void> {
    if (items.length === 1) {
      settle(() => ({ state: 'error', message: refusal.message }));
      return;
    }
    const middle = Math.ceil(items.length / 2);
    await this.send(items.slice(0, middle));
    await this.send(items.slice(middle));
  }
}

/** A check as OpenFGA takes it. */
export function checkOf(
  { user, object, context, contextualTuples }: Question,
  relation: string,
): Omit<BatchCheckItem, 'correlation_id'> {
  return {
    tuple_key: { user, relation, object },
    context,
    ...(contextualTuples.length && {
      contextual_tuples: { tuple_keys: contextualTuples },
    }),
  };
}

function relationResult(
  engine: string,
  answer: BatchCheckSingleResult | undefined,
): RelationResult {
  const { allowed, error } = answer ?? {};
  if (error) {
    const message = String(error.message ?? '').slice(0, 500);
    return error.input_error
      ? { state: 'error', message }
      : {
          state: 'fault',
          message: `engine '${engine}' could not check: ${message}; ask again`,
        };
  }
  if (typeof allowed !== 'boolean') {
    return {
      state: 'fault',
      message: `engine '${engine}' left a check unanswered; see the log of its server`,
    };
  }
  return { state: allowed ? 'holds' : 'fails' };
}
