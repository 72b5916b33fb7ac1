import type { IncomingMessage, ServerResponse } from 'http';
import {
  DecideOptions,
  DecisionHouse,
  isRefusal,
  LeanHandler,
  Refusal,
  InFlight,
} from '@internal/plugin-policies-node';
import { requestIdOf } from '../../http/echoRequestId';
import { handOver } from '../../http/handedOver';
import { DECISION_BODY, parseJsonBody } from '../../http/readJsonBody';
import { writeRefusal } from '../../http/writeRefusal';
import { answerEvaluation, answerEvaluations } from '../answer';
import { LeanRoute, leanRouteOf } from './leanRoute';

/**
 * Answers plain requests for decisions before the Express stack sees them. It says yes, no, or that more
 * is asked than can be answered: whatever else comes of a request, each error, is the stack's to tell,
 * which gets the body that was read and the error that was met. So answers are the same either way.
 */
export function createLeanHandler(
  { decisions, callers }: DecisionHouse,
  { via, inFlight }: { via: string; inFlight: InFlight },
): LeanHandler {
  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    { kind, set, token, length }: LeanRoute,
    rest: () => void,
  ): Promise<void> {
    let caller;
    try {
      caller = callers.find(token, via) ?? (await callers.admit(token, via));
    } catch {
      // The stack refuses it as it does.
    }
    if (!caller) {
      rest();
      return;
    }
    try {
      const refusing = decisions.checkCaller(
        kind === 'evaluation' ? 'single' : 'batch',
        caller,
      );
      if (refusing) {
        await refusing;
      }
    } catch (error) {
      writeRefusal(request, response, error as Refusal);
      return;
    }
    const body = await readBody(request, length);
    if (!body) {
      response.destroy();
      return;
    }
    let json: string;
    try {
      const decideOptions: DecideOptions = {
        caller,
        purpose: 'production',
        set,
      };
      const parsed = parseJsonBody(body, DECISION_BODY);
      json = JSON.stringify(
        kind === 'evaluation'
          ? await answerEvaluation(decisions, parsed, decideOptions)
          : await answerEvaluations(decisions, parsed, decideOptions),
      );
    } catch (error) {
      if (isRefusal(error)) {
        writeRefusal(request, response, error);
        return;
      }
      handOver(request, { body, error });
      rest();
      return;
    }
    const id = requestIdOf(request);
    response.writeHead(200, {
      ...(id !== undefined && { 'X-Request-ID': id }),
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(json),
    });
    response.end(json);
  }

  return (request, response, rest) => {
    const route = leanRouteOf(request);
    if (!route) {
      return false;
    }
    inFlight.enter();
    answer(request, response, route, rest)
      .catch(() => response.destroy())
      .finally(() => inFlight.leave());
    return true;
  };
}

/**
 * Nothing listens any more once it is read, and not by `once`: V8 makes what emitters keep listeners in old at
 * birth, as it saw the like live long, and what the old refers to outlives the collections of the young. Half of
 * all requests did, and collecting them took a third of the processor time of an answer.
 *
 * @returns undefined when the caller went away, or sent another length than it said
 */
function readBody(
  request: IncomingMessage,
  length: number,
): Promise<Buffer | undefined> {
  return new Promise(resolve => {
    const parts: Buffer[] = [];
    function take(part: Buffer): void {
      parts.push(part);
    }
    function end(): void {
      settle(true);
    }
    function giveUp(): void {
      settle(false);
    }
    function settle(isWhole: boolean): void {
      request.off('data', take);
      request.off('end', end);
      request.off('error', giveUp);
      request.off('close', giveUp);
      const body = parts.length === 1 ? parts[0] : Buffer.concat(parts);
      resolve(isWhole && body.length === length ? body : undefined);
    }
    request.on('data', take);
    request.on('end', end);
    request.on('error', giveUp);
    request.on('close', giveUp);
  });
}
