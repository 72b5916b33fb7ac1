import { EvaluationRequest } from '@internal/plugin-policies-common';
import {
  EngineDecision,
  EngineFaultError,
} from '@internal/plugin-policies-node';
import { DecisionPoint } from '../DecisionPoint';
import { Endpoints } from '../discovery/readMetadata';
import { TypeNames } from '../TypeNames';
import { memberOf, wordsOf } from '../words';
import { batchesOf } from './batchesOf';
import { inTurn } from './inTurn';
import { failedCall, toDecision } from './toDecision';

/** Statuses that tell of the request, for example of an entity that there is not. */
const REFUSALS = [400, 422];

/**
 * Has a decision point decide. Several requests go in batches where it takes them. A batch that it
 * refuses as a whole, as some do for one bad request, is asked one by one, so that only what is bad
 * fails.
 */
export class Evaluator {
  constructor(
    private readonly options: {
      decisionPoint: DecisionPoint;
      names: TypeNames;
      /** Names of the manifest. */
      policies: ReadonlySet<string>;
      batchSize: number;
      concurrency: number;
    },
  ) {}

  async evaluate(requests: EvaluationRequest[]): Promise<EngineDecision[]> {
    const { decisionPoint, names, batchSize, concurrency } = this.options;
    let endpoints: Endpoints;
    try {
      endpoints = await decisionPoint.endpoints();
    } catch (error) {
      return requests.map(() => failedCall(error));
    }
    const { evaluation, evaluations } = endpoints;
    const asked = requests.map(request => names.translate(request));
    const decided = new Array<EngineDecision | undefined>(requests.length);
    if (evaluations !== undefined && asked.length > 1) {
      const batches = batchesOf(asked, batchSize).filter(
        positions => positions.length > 1,
      );
      await inTurn(batches, concurrency, async positions => {
        const decisions = await this.askBatch(
          evaluations,
          positions.map(position => asked[position]),
        );
        decisions?.forEach((decision, index) => {
          decided[positions[index]] = decision;
        });
      });
    }
    await inTurn(
      [...decided.keys()].filter(index => !decided[index]),
      concurrency,
      async index => {
        decided[index] = await this.askOne(evaluation, asked[index]);
      },
    );
    return decided as EngineDecision[];
  }

  private async askOne(
    path: string,
    request: EvaluationRequest,
  ): Promise<EngineDecision> {
    const { decisionPoint } = this.options;
    const started = performance.now();
    try {
      const { status, body } = await decisionPoint.ask(path, request, REFUSALS);
      const durationUs = microsecondsSince(started);
      return REFUSALS.includes(status)
        ? {
            outcome: 'error',
            fault: 'request',
            message: `engine '${
              decisionPoint.engine
            }' refuses the request: ${wordsOf(body)}`,
            durationUs,
          }
        : this.read(body, durationUs);
    } catch (error) {
      return failedCall(error, microsecondsSince(started));
    }
  }

  /** @returns undefined when the batch as a whole is refused */
  private async askBatch(
    path: string,
    requests: EvaluationRequest[],
  ): Promise<EngineDecision[] | undefined> {
    const { decisionPoint } = this.options;
    const started = performance.now();
    try {
      const { status, body } = await decisionPoint.ask(
        path,
        {
          evaluations: requests,
          options: { evaluations_semantic: 'execute_all' },
        },
        REFUSALS,
      );
      if (REFUSALS.includes(status)) {
        return undefined;
      }
      const answers = memberOf(body, 'evaluations');
      if (!Array.isArray(answers) || answers.length !== requests.length) {
        throw new EngineFaultError(
          decisionPoint.engine,
          `answered a batch of ${requests.length} by ${
            Array.isArray(answers) ? answers.length : 'no'
          } evaluations; see whether it supports 'execute_all'`,
        );
      }
      const durationUs = Math.round(
        microsecondsSince(started) / requests.length,
      );
      return answers.map(answer => this.read(answer, durationUs));
    } catch (error) {
      return requests.map(() => failedCall(error));
    }
  }

  private read(answer: unknown, durationUs: number): EngineDecision {
    const { decisionPoint, policies } = this.options;
    return toDecision(answer, {
      engine: decisionPoint.engine,
      policies,
      durationUs,
    });
  }
}

function microsecondsSince(started: number): number {
  return Math.round((performance.now() - started) * 1_000);
}
