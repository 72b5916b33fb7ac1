import { readFileSync } from 'fs';
import {
  HttpAuthService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import express from 'express';
import Router from 'express-promise-router';
import { parse } from 'yaml';

/**
 * Serves the OpenAPI description of the plugin.
 *
 * @param options - `listRoutes` tells what is mounted: what belongs to a feature that is left out is not described
 */
export function createSchemaRouter(options: {
  httpAuth: HttpAuthService;
  listRoutes(): string[];
}): express.Router {
  const document = readOpenApi();
  const { paths } = document;
  const router = Router();
  router.get('/openapi.json', async (request, response) => {
    await options.httpAuth.credentials(request, { allow: ['user', 'service'] });
    const mounted = new Set(options.listRoutes());
    response.json({ ...document, paths: pathsAmong(paths, mounted) });
  });
  return router;
}

/** Descriptions of the routes that are mounted, and of those beside the plugin. */
function pathsAmong(
  paths: Record<string, Record<string, unknown>>,
  mounted: Set<string>,
) {
  return Object.fromEntries(
    Object.entries(paths).flatMap(([path, item]) => {
      const methods = Object.entries(item).filter(
        ([method]) =>
          path.startsWith('/.well-known') || mounted.has(`${method} ${path}`),
      );
      return methods.length ? [[path, Object.fromEntries(methods)]] : [];
    }),
  );
}

/** Reads the OpenAPI document that ships with the package. */
export function readOpenApi() {
  const file = resolvePackagePath(
    '@internal/plugin-policies-backend',
    'src/schema/openapi.yaml',
  );
  return parse(readFileSync(file, 'utf8'));
}
