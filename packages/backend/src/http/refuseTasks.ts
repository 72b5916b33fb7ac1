import type { RequestHandler } from 'express';

/** Where Backstage's scheduler answers below each plugin. */
export const TASKS_PATH = '/api/:plugin/.backstage/scheduler';

/**
 * Refuses to list, trigger and cancel scheduled tasks. Backstage asks no permission for that: anybody with
 * a token, of a service that may only ask for decisions too, could read the sources without
 * `policies.registry.refresh`, or end a read over and over.
 */
export const refuseTasks: RequestHandler = (request, response) => {
  response.status(403).json({
    error: {
      name: 'NotAllowedError',
      message:
        'tasks are not run over HTTP here; to have the sources read, post to /api/policies/registry/refresh',
    },
    request: { method: request.method, url: request.originalUrl },
    response: { statusCode: 403 },
  });
};
