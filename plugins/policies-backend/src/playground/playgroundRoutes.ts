import {
  decisionEvaluatePermission,
  draftSchema,
  LIMITS,
  playgroundEvaluateSchema,
  playgroundLiveSchema,
  playgroundUsePermission,
} from '@internal/plugin-policies-common';
import {
  checkStorable,
  defineRoute,
  LinesAnswer,
  Route,
} from '@internal/plugin-policies-node';
import { z } from 'zod';
import { DECISION_BODY } from '../http/readJsonBody';
import { PlaygroundService } from './PlaygroundService';

/** JSON escapes at most double the size of source text. */
const MAX_BODY_BYTES = 2 * LIMITS.setBytes;

/** Routes that evaluate drafts, and what is live beside them. */
export function playgroundRoutes(playground: PlaygroundService): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/playground/evaluate',
      needs: [playgroundUsePermission],
      input: bodyOf(playgroundEvaluateSchema),
      handle: async ({ body, credentials }) => {
        checkStorable(body.files, 'files');
        return playground.evaluate(body, { credentials });
      },
    }),
    defineRoute({
      method: 'post',
      path: '/playground/live',
      needs: [playgroundUsePermission, decisionEvaluatePermission],
      input: bodyOf(playgroundLiveSchema),
      handle: ({ body, credentials }) =>
        playground.evaluateLive(body, { credentials }),
    }),
    defineRoute({
      method: 'post',
      path: '/playground/cases',
      needs: [playgroundUsePermission],
      input: bodyOf(draftSchema),
      handle: async ({ body, credentials, signal }) => {
        checkStorable(body.files, 'files');
        return new LinesAnswer(
          await playground.runCases(body, { credentials, signal }),
        );
      },
    }),
  ];
}

function bodyOf<T>(schema: z.ZodType<T>) {
  return {
    schema,
    limit: MAX_BODY_BYTES,
    rules: DECISION_BODY,
    refusal: 'the draft is not valid:',
  };
}
