import { once } from 'events';
import { HttpAuthService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { describeIssues } from '@internal/plugin-policies-common';
import {
  FileAnswer,
  LinesAnswer,
  PayloadTooLargeError,
  Route,
  RouteCalls,
  RouteInput,
} from '@internal/plugin-policies-node';
import express, { Request, RequestHandler, Response } from 'express';
import { pipeline } from 'stream/promises';
import { z } from 'zod';
import { checkAnswer } from './checkAnswer';
import { readJsonBody } from './readJsonBody';

const ZIP = 'application/zip';

/** Mounts routes that are data: reads what is sent, has it answered, and sends that. */
export function mountRoutes(
  router: express.Router,
  routes: Route[],
  services: {
    calls: RouteCalls;
    httpAuth: HttpAuthService;
    /** Has answers compared with what their routes say; for tests, and for authors of features. */
    checksAnswers?: boolean;
  },
): void {
  for (const route of routes) {
    const check = (answer: Parameters<typeof checkAnswer>[1]) =>
      services.checksAnswers && checkAnswer(route, answer);
    const answerRequest = async (
      request: Request,
      response: Response,
      signal: AbortSignal,
    ): Promise<void> => {
      const credentials = await services.httpAuth.credentials(request, {
        allow: ['user', 'service'],
      });
      const answer = await services.calls.answer({
        route,
        credentials,
        params: request.params,
        readBody: () => bodyOf(request, route.input),
        readQuery: () =>
          route.query && read(route.query, request.query, 'query parameter'),
        signal,
        request,
        deliver: async answered => {
          if (answered instanceof FileAnswer) {
            check({ file: answered.contentType });
            await sendFile(response, answered);
          }
        },
      });
      if (answer === undefined) {
        check(undefined);
        response.status(204).end();
      } else if (answer instanceof LinesAnswer) {
        await sendLines(response, answer, line => check({ line }));
      } else if (!(answer instanceof FileAnswer)) {
        check({ json: answer });
        response.status(route.status ?? 200).json(answer);
      }
    };
    const handler: RequestHandler = async (request, response) => {
      const signal = signalOf(response);
      try {
        await answerRequest(request, response, signal);
      } catch (error) {
        // Who asked has left, as people do who type on: nobody is there to tell, and nothing went wrong.
        if (!signal.aborted || error !== signal.reason) {
          throw error;
        }
      }
    };
    router[route.method](route.path, ...readBody(route.input), handler);
  }
}

function signalOf(response: Response): AbortSignal {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  return gone.signal;
}

async function sendLines(
  response: Response,
  { lines }: LinesAnswer,
  check: (line: unknown) => void,
): Promise<void> {
  response.setHeader('content-type', 'application/x-ndjson');
  response.setHeader('cache-control', 'no-store');
  // Compression would hold the lines back.
  response.setHeader('content-encoding', 'identity');
  for await (const line of lines) {
    check(line);
    if (!response.write(`${JSON.stringify(line)}\n`)) {
      await Promise.race([once(response, 'drain'), once(response, 'close')]);
    }
  }
  response.end();
}

async function sendFile(
  response: Response,
  { name, contentType, content }: FileAnswer,
): Promise<void> {
  response.setHeader('content-type', contentType);
  response.setHeader('content-disposition', `attachment; filename="${name}"`);
  response.setHeader('cache-control', 'no-store');
  await pipeline(content, response);
}

function readBody(input: RouteInput<unknown> | undefined): RequestHandler[] {
  if (!input) {
    return [];
  }
  const json = readJsonBody(input.limit, input.rules);
  const { archive } = input;
  if (!archive) {
    return json;
  }
  const readArchive = express.raw({ type: () => true, limit: archive.limit });
  return [
    (request, response, next) =>
      request.is(ZIP)
        ? readArchive(request, response, error =>
            next(
              error &&
                new PayloadTooLargeError(
                  `the archive is larger than ${archive.limit} bytes; split the set`,
                ),
            ),
          )
        : next(),
    ...json.map(
      (step): RequestHandler =>
        (request, response, next) =>
          request.is(ZIP) ? next() : step(request, response, next),
    ),
  ];
}

async function bodyOf(
  request: Request,
  input: RouteInput<unknown> | undefined,
): Promise<unknown> {
  if (!input) {
    return undefined;
  }
  if (input.archive && request.is(ZIP)) {
    return input.archive.read(
      Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    );
  }
  return read(
    input.schema,
    request.body,
    input.refusal ?? 'the request is not valid:',
  );
}

function read<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw new InputError(`${what} ${describeIssues(parsed.error)}`);
  }
  return parsed.data;
}
