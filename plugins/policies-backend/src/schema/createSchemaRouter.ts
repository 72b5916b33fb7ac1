import { readFileSync } from 'fs';
import {
  HttpAuthService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import express from 'express';
import Router from 'express-promise-router';
import { parse } from 'yaml';

/** Serves the OpenAPI description of the plugin. */
export function createSchemaRouter(options: {
  httpAuth: HttpAuthService;
}): express.Router {
  const document = readOpenApi();
  const router = Router();
  router.get('/openapi.json', async (request, response) => {
    await options.httpAuth.credentials(request, { allow: ['user', 'service'] });
    response.json(document);
  });
  return router;
}

/** Reads the OpenAPI document that ships with the package. */
export function readOpenApi() {
  const file = resolvePackagePath(
    '@internal/plugin-policies-backend',
    'src/schema/openapi.yaml',
  );
  return parse(readFileSync(file, 'utf8'));
}
