import { HttpAuthService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  describeIssues,
  templateFilesSchema,
} from '@internal/plugin-policies-common';
import express, { Request } from 'express';
import Router from 'express-promise-router';
import { readJsonBody } from '../http/readJsonBody';
import { TemplateService } from './TemplateService';

const MAX_BODY_BYTES = 10_000;

/** Routes of starter policy sets. */
export function createTemplateRouter(options: {
  templates: TemplateService;
  httpAuth: HttpAuthService;
}): express.Router {
  const { templates, httpAuth } = options;
  const router = Router();
  const authenticate = (request: Request) =>
    httpAuth.credentials(request, { allow: ['user', 'service'] });

  router.get('/templates', async (request, response) => {
    const credentials = await authenticate(request);
    const items = await templates.list({ credentials });
    response.json({ items, total: items.length });
  });

  router.post(
    '/templates/:template/files',
    ...readJsonBody(MAX_BODY_BYTES),
    async (request, response) => {
      const credentials = await authenticate(request);
      const parsed = templateFilesSchema.safeParse(request.body);
      if (!parsed.success) {
        throw new InputError(
          `the set is not described rightly: ${describeIssues(parsed.error)}`,
        );
      }
      response.json(
        await templates.writeFiles(request.params.template, parsed.data, {
          credentials,
        }),
      );
    },
  );

  return router;
}
