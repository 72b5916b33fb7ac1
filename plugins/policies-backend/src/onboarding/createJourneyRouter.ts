import { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  createJourneySchema,
  describeIssues,
  draftSchema,
  journeyChangeSchema,
  journeyPeopleSchema,
  LIMITS,
  saveJourneySchema,
} from '@internal/plugin-policies-common';
import express, { Request } from 'express';
import { pipeline } from 'stream/promises';
import Router from 'express-promise-router';
import { z } from 'zod';
import { zipFiles } from '../http/zipFiles';
import { PayloadTooLargeError, readJsonBody } from '../http/readJsonBody';
import { JourneyOptions, JourneyService } from './JourneyService';
import { unzipBundle } from './bundle/unzipBundle';

/** JSON escapes at most double the size of source text. */
const MAX_FILES_BYTES = 2 * LIMITS.setBytes;

/** Routes of onboarding. */
export function createJourneyRouter(options: {
  journeys: JourneyService;
  httpAuth: HttpAuthService;
  auditor: AuditorService;
}): express.Router {
  const { journeys, httpAuth, auditor } = options;
  const router = Router();
  const caller = async (request: Request): Promise<JourneyOptions> => ({
    credentials: await httpAuth.credentials(request, {
      allow: ['user', 'service'],
    }),
  });
  /** Tells the auditor of a write. */
  async function audited<T>(
    request: Request,
    eventId: string,
    act: () => Promise<T>,
  ): Promise<T> {
    const event = await auditor.createEvent({
      eventId,
      severityLevel: 'low',
      request,
      meta: { ...request.params },
    });
    try {
      const answer = await act();
      await event.success();
      return answer;
    } catch (error) {
      await event.fail({ error: error as Error });
      throw error;
    }
  }

  router.get('/journeys', async (request, response) => {
    response.json(await journeys.getBoard(await caller(request)));
  });
  router.get('/sets/:set/scorecard', async (request, response) => {
    response.json(
      await journeys.getScorecard(request.params.set, await caller(request)),
    );
  });
  router.get('/journeys/entities', async (request, response) => {
    const items = await journeys.listEntities(await caller(request));
    response.json({ items, total: items.length });
  });
  router.get('/journeys/:id', async (request, response) => {
    response.json(await journeys.get(request.params.id, await caller(request)));
  });
  router.get('/journeys/:id/repository', async (request, response) => {
    const { id } = request.params;
    const { files } = await journeys.getRepository(id, await caller(request));
    if (
      request.accepts(['application/json', 'application/zip']) !==
      'application/zip'
    ) {
      response.json({ files });
      return;
    }
    response.setHeader('content-type', 'application/zip');
    response.setHeader(
      'content-disposition',
      `attachment; filename="journey-${id}-repository.zip"`,
    );
    await pipeline(zipFiles(files), response);
  });
  router.post('/journeys/:id/preview', async (request, response) => {
    response.json(
      await journeys.preview(request.params.id, await caller(request)),
    );
  });
  router.post(
    '/journeys',
    ...readJsonBody(100_000),
    async (request, response) => {
      const who = await caller(request);
      const body = read(createJourneySchema, request.body);
      response
        .status(201)
        .json(
          await audited(request, 'journey-create', () =>
            journeys.create(body, who),
          ),
        );
    },
  );
  router.patch(
    '/journeys/:id',
    ...readJsonBody(MAX_FILES_BYTES),
    async (request, response) => {
      const who = await caller(request);
      const body = read(saveJourneySchema, request.body);
      const { id } = request.params as { id: string };
      response.json(
        await audited(request, 'journey-save', () =>
          journeys.save(id, body, who),
        ),
      );
    },
  );
  router.put(
    '/journeys/:id/people',
    ...readJsonBody(20_000),
    async (request, response) => {
      const who = await caller(request);
      const body = read(journeyPeopleSchema, request.body);
      const { id } = request.params as { id: string };
      response.json(
        await audited(request, 'journey-people', () =>
          journeys.setPeople(id, body, who),
        ),
      );
    },
  );
  router.post(
    '/journeys/:id/files',
    async (request, response, next) => {
      if (!request.is('application/zip')) {
        next();
        return;
      }
      express.raw({ type: () => true, limit: LIMITS.setBytes })(
        request,
        response,
        error =>
          next(
            error &&
              new PayloadTooLargeError(
                `the archive is larger than ${LIMITS.setBytes} bytes; split the set`,
              ),
          ),
      );
    },
    async (
      request: Request,
      response: express.Response,
      next: express.NextFunction,
    ) => {
      if (!request.is('application/zip')) {
        next();
        return;
      }
      const who = await caller(request);
      const files = await unzipBundle(
        Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      );
      const { id } = request.params as { id: string };
      response.json(
        await audited(request, 'journey-import', () =>
          journeys.importFiles(id, { files }, who),
        ),
      );
    },
    ...readJsonBody(MAX_FILES_BYTES),
    async (request: Request, response: express.Response) => {
      const who = await caller(request);
      const draft = read(draftSchema, request.body);
      const { id } = request.params as { id: string };
      response.json(
        await audited(request, 'journey-import', () =>
          journeys.importFiles(id, draft, who),
        ),
      );
    },
  );
  router.post(
    '/journeys/:id/change',
    ...readJsonBody(20_000),
    async (request, response) => {
      const who = await caller(request);
      const body = read(journeyChangeSchema, request.body);
      const { id } = request.params as { id: string };
      response.json(
        await audited(request, 'journey-change', () =>
          journeys.openChange(id, body, who),
        ),
      );
    },
  );
  router.post('/journeys/:id/cases', async (request, response) => {
    const who = await caller(request);
    response.json(
      await audited(request, 'journey-cases', () =>
        journeys.generateCases(request.params.id, who),
      ),
    );
  });
  router.get('/journeys/:id/branch', async (request, response) => {
    const { id } = request.params;
    const branch = await journeys.getBranch(id, await caller(request));
    response.json({ items: branch ? [branch] : [] });
  });
  router.post('/journeys/:id/branch', async (request, response) => {
    const who = await caller(request);
    response.json(
      await audited(request, 'journey-branch', () =>
        journeys.pushBranch(request.params.id, who),
      ),
    );
  });
  router.delete('/journeys/:id', async (request, response) => {
    const who = await caller(request);
    await audited(request, 'journey-remove', () =>
      journeys.remove(request.params.id, who),
    );
    response.status(204).end();
  });

  return router;
}

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    throw new InputError(
      `the journey cannot take this: ${describeIssues(parsed.error)}`,
    );
  }
  return parsed.data;
}
