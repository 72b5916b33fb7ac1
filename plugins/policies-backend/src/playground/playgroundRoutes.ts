import {
  decisionEvaluatePermission,
  draftSchema,
  evaluationResponseSchema,
  LIMITS,
  playgroundCaseEventSchema,
  playgroundEvaluateResponseSchema,
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
import { playgroundTag } from '../http/routeTags';

/** JSON escapes at most double the size of source text. */
const MAX_BODY_BYTES = 2 * LIMITS.setBytes;

/** Routes that evaluate drafts, and what is live beside them. */
export function playgroundRoutes(playground: PlaygroundService): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/playground/evaluate',
      operation: 'evaluateDraft',
      summary: 'Check a draft and, with a request, decide by it',
      tag: playgroundTag,
      needs: [playgroundUsePermission],
      input: bodyOf(playgroundEvaluateSchema),
      answer: {
        description:
          'What there is to fix, and the decision unless there are errors',
        schema: playgroundEvaluateResponseSchema,
      },
      handle: async ({ body, credentials }) => {
        checkStorable(body.files, 'files');
        return playground.evaluate(body, { credentials });
      },
    }),
    defineRoute({
      method: 'post',
      path: '/playground/live',
      operation: 'evaluateLive',
      summary:
        'Ask what is live, for people who compare; neither logged nor counted',
      tag: playgroundTag,
      needs: [playgroundUsePermission, decisionEvaluatePermission],
      input: bodyOf(playgroundLiveSchema),
      answer: {
        description: 'The decision',
        schema: evaluationResponseSchema,
      },
      refusals: [503],
      handle: ({ body, credentials }) =>
        playground.evaluateLive(body, { credentials }),
    }),
    defineRoute({
      method: 'post',
      path: '/playground/cases',
      operation: 'runDraftCases',
      summary: 'Run all cases of a draft',
      tag: playgroundTag,
      needs: [playgroundUsePermission],
      input: bodyOf(draftSchema),
      answer: {
        description:
          'A line of JSON for each event: `start`, a `result` for each case in order, then `end`; or `invalid` alone when the draft does not compile. The schema is that of a line.',
        lines: playgroundCaseEventSchema,
      },
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
