import { once } from 'events';
import { HttpAuthService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  describeIssues,
  draftSchema,
  LIMITS,
  playgroundEvaluateSchema,
  playgroundLiveSchema,
} from '@internal/plugin-policies-common';
import express, { Request } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { checkStorable } from '@internal/plugin-policies-node';
import { DECISION_BODY, readJsonBody } from '../http/readJsonBody';
import { PlaygroundService } from './PlaygroundService';

/** JSON escapes at most double the size of source text. */
const MAX_BODY_BYTES = 2 * LIMITS.setBytes;

/** Routes that evaluate drafts, and what is live beside them. */
export function createPlaygroundRouter(options: {
  playground: PlaygroundService;
  httpAuth: HttpAuthService;
}): express.Router {
  const { playground, httpAuth } = options;
  const router = Router();
  const authenticate = (request: Request) =>
    httpAuth.credentials(request, { allow: ['user', 'service'] });
  const body = readJsonBody(MAX_BODY_BYTES, DECISION_BODY);

  router.post('/playground/evaluate', ...body, async (request, response) => {
    const credentials = await authenticate(request);
    const call = read(playgroundEvaluateSchema, request.body);
    checkStorable(call.files, 'files');
    response.json(await playground.evaluate(call, { credentials }));
  });

  router.post('/playground/live', ...body, async (request, response) => {
    const credentials = await authenticate(request);
    const call = read(playgroundLiveSchema, request.body);
    response.json(await playground.evaluateLive(call, { credentials }));
  });

  router.post('/playground/cases', ...body, async (request, response) => {
    const credentials = await authenticate(request);
    const draft = read(draftSchema, request.body);
    checkStorable(draft.files, 'files');
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const events = await playground.runCases(draft, {
      credentials,
      signal: gone.signal,
    });
    response.setHeader('content-type', 'application/x-ndjson');
    response.setHeader('cache-control', 'no-store');
    // Compression would hold the lines back.
    response.setHeader('content-encoding', 'identity');
    for await (const event of events) {
      if (!response.write(`${JSON.stringify(event)}\n`)) {
        await Promise.race([once(response, 'drain'), once(response, 'close')]);
      }
    }
    response.end();
  });

  return router;
}

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    throw new InputError(
      `the draft is not valid: ${describeIssues(parsed.error)}`,
    );
  }
  return parsed.data;
}
