import { JsonSchema } from './Components';

/**
 * What an OpenAPI document says of all routes alike.
 *
 * @param error - schema of the body of errors
 */
export function describeParts(error: JsonSchema): {
  head: JsonSchema;
  components: JsonSchema;
} {
  const requestId = { $ref: '#/components/headers/requestId' };
  const refusal = (description: string, headers: JsonSchema = {}) => ({
    description,
    headers: { 'X-Request-ID': requestId, ...headers },
    content: { 'application/json': { schema: error } },
  });
  const askAgain = {
    'Retry-After': { $ref: '#/components/headers/retryAfter' },
  };
  return {
    head: {
      openapi: '3.1.0',
      info: {
        title: 'Policy portal',
        version: '0.1.0',
        summary:
          'The registry, the decisions and the playground of the policy portal',
        description:
          'The AuthZEN 1.0 access evaluation API for services that ask for decisions, and what the portal itself reads. A deny is always an answer with `decision: false`; an engine that is down, slow or unsure is an error, never a permit.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/api/policies' }],
      security: [{ token: [] }],
    },
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description:
            'A Backstage token of a user, or an external access token of a service',
        },
      },
      parameters: {
        requestId: {
          name: 'X-Request-ID',
          in: 'header',
          description: 'Echoed in the answer',
          schema: { type: 'string', maxLength: 200 },
        },
      },
      headers: {
        requestId: {
          description: 'The `X-Request-ID` of the request, if it had one',
          schema: { type: 'string' },
        },
        retryAfter: {
          description: 'Seconds after which it is worth to ask again',
          schema: { type: 'integer', minimum: 1 },
        },
      },
      responses: {
        Error: refusal(
          '400 for input that is not valid, 401 without a valid token, 403 without the permission, 404 for what does not exist, 413 for a body that is too large, 501 where the engine cannot search, 503 for an engine that gave no decision and for what is not loaded yet. The message says what to do.',
        ),
        429: refusal(
          'The caller has more requests waiting than its share while the engine cannot answer all. A batch is refused as a whole.',
          askAgain,
        ),
        503: refusal(
          'An engine that is down, slow, unsure or asked for more than it can answer. A batch is refused as a whole only where more was asked than can be answered.',
          askAgain,
        ),
      },
    },
  };
}
