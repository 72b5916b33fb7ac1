import {
  AuditorService,
  HttpAuthService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  CHANGE_STATES,
  changeVersionSchema,
  commentChangeSchema,
  createChangeSchema,
  describeIssues,
  LIMITS,
  publishChangeSchema,
  pushChangeSchema,
  reviewChangeSchema,
  rollbackSchema,
  runChecksSchema,
  updateChangeSchema,
  withdrawChangeSchema,
} from '@internal/plugin-policies-common';
import express, { Request } from 'express';
import { pipeline } from 'stream/promises';
import Router from 'express-promise-router';
import { z } from 'zod';
import { readJsonBody } from '../http/readJsonBody';
import { ChangeOptions, ChangeService } from './ChangeService';
import { zipEvidence } from './evidence/EvidencePack';

/** JSON escapes at most double the size of source text. */
const MAX_FILES_BYTES = 2 * LIMITS.setBytes;
const MAX_BODY_BYTES = 50_000;

const querySchema = z.object({
  state: z
    .string()
    .transform(states => states.split(','))
    .pipe(z.array(z.enum(CHANGE_STATES)))
    .optional(),
  set: z.string().max(63).optional(),
  domain: z.string().max(255).optional(),
  owner: z.string().max(255).optional(),
  author: z.string().max(255).optional(),
  query: z.string().max(200).optional(),
  cursor: z.string().max(20).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

/** Routes of changes and of the history of sets. Every write is an event of the auditor. */
export function createChangeRouter(options: {
  changes: ChangeService;
  httpAuth: HttpAuthService;
  auditor: AuditorService;
  logger: LoggerService;
}): express.Router {
  const { changes, httpAuth, auditor, logger } = options;
  const router = Router();
  const caller = async (request: Request): Promise<ChangeOptions> => ({
    credentials: await httpAuth.credentials(request, {
      allow: ['user', 'service'],
    }),
  });

  router.get('/changes', async (request, response) => {
    const { state, ...query } = read(
      querySchema,
      request.query,
      'query parameter',
    );
    response.json(
      await changes.list({ ...query, states: state }, await caller(request)),
    );
  });
  router.get('/changes/:id', async (request, response) => {
    response.json(await changes.get(request.params.id, await caller(request)));
  });
  router.get('/changes/:id/difference', async (request, response) => {
    response.json(
      await changes.getDifference(request.params.id, await caller(request)),
    );
  });
  router.get('/changes/:id/evidence', async (request, response) => {
    const who = await caller(request);
    const parts = await changes.getEvidence(request.params.id, who);
    const event = await auditor.createEvent({
      eventId: 'change-evidence',
      severityLevel: 'low',
      request,
      meta: { id: parts.change.id },
    });
    response.setHeader('content-type', 'application/zip');
    response.setHeader(
      'content-disposition',
      `attachment; filename="change-${parts.change.id}-evidence.zip"`,
    );
    response.setHeader('cache-control', 'no-store');
    await pipeline(zipEvidence(parts), response);
    await event.success();
  });
  router.get('/sets/:set/history', async (request, response) => {
    response.json(
      await changes.listHistory(request.params.set, await caller(request)),
    );
  });

  /** A write: its body is read, it is told to the auditor, and its answer sent. */
  function write<T>(
    method: 'post' | 'patch',
    path: string,
    {
      eventId,
      schema,
      limit = MAX_BODY_BYTES,
      severity = 'medium',
      status = 200,
    }: {
      eventId: string;
      schema: z.ZodType<T>;
      limit?: number;
      severity?: 'low' | 'medium' | 'high' | 'critical';
      status?: number;
    },
    act: (
      params: { id: string; set: string },
      body: T,
      options: ChangeOptions,
    ) => Promise<unknown>,
  ) {
    router[method](path, ...readJsonBody(limit), async (request, response) => {
      const who = await caller(request);
      const params = request.params as { id: string; set: string };
      const event = await auditor.createEvent({
        eventId,
        severityLevel: severity,
        request,
        meta: { ...params },
      });
      let answer: unknown;
      try {
        const body = read(schema, request.body, 'the request is not valid:');
        answer = await act(params, body, who);
      } catch (error) {
        await event.fail({ error: error as Error });
        throw error;
      }
      try {
        await event.success();
      } catch (error) {
        // It is done, and an error would say that it is not.
        logger.error(`'${eventId}' is done and not audited: ${error}`);
      }
      response.status(status).json(answer);
    });
  }

  write(
    'post',
    '/changes',
    {
      eventId: 'change-create',
      schema: createChangeSchema,
      limit: MAX_FILES_BYTES,
      status: 201,
    },
    (_, body, who) => changes.create(body, who),
  );
  write(
    'post',
    '/changes/:id/pushes',
    {
      eventId: 'change-push',
      schema: pushChangeSchema,
      limit: MAX_FILES_BYTES,
    },
    ({ id }, body, who) => changes.push(id, body, who),
  );
  write(
    'patch',
    '/changes/:id',
    { eventId: 'change-update', schema: updateChangeSchema, severity: 'low' },
    ({ id }, body, who) => changes.update(id, body, who),
  );
  write(
    'post',
    '/changes/:id/submit',
    { eventId: 'change-submit', schema: changeVersionSchema },
    ({ id }, body, who) => changes.submit(id, body, who),
  );
  write(
    'post',
    '/changes/:id/rebase',
    { eventId: 'change-rebase', schema: changeVersionSchema },
    ({ id }, body, who) => changes.rebase(id, body, who),
  );
  write(
    'post',
    '/changes/:id/reviews',
    { eventId: 'change-review', schema: reviewChangeSchema },
    ({ id }, body, who) => changes.review(id, body, who),
  );
  write(
    'post',
    '/changes/:id/comments',
    { eventId: 'change-comment', schema: commentChangeSchema, severity: 'low' },
    ({ id }, body, who) => changes.comment(id, body, who),
  );
  write(
    'post',
    '/changes/:id/withdraw',
    { eventId: 'change-withdraw', schema: withdrawChangeSchema },
    ({ id }, body, who) => changes.withdraw(id, body, who),
  );
  write(
    'post',
    '/changes/:id/checks',
    { eventId: 'change-checks', schema: runChecksSchema, severity: 'low' },
    ({ id }, { action, checks }, who) =>
      action === 'cancel'
        ? changes.cancelChecks(id, who)
        : changes.runChecks(id, checks, who),
  );
  write(
    'post',
    '/changes/:id/publish',
    {
      eventId: 'change-publish',
      schema: publishChangeSchema,
      severity: 'high',
    },
    ({ id }, body, who) => changes.publish(id, body, who),
  );
  write(
    'post',
    '/sets/:set/rollback',
    { eventId: 'set-rollback', schema: rollbackSchema, severity: 'critical' },
    ({ set }, body, who) => changes.rollBack(set, body, who),
  );

  return router;
}

function read<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw new InputError(`${what} ${describeIssues(parsed.error)}`);
  }
  return parsed.data;
}
