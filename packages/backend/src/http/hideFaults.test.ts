import {
  ConflictError,
  InputError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { mockServices } from '@backstage/backend-test-utils';
import { MiddlewareFactory } from '@backstage/backend-defaults/rootHttpRouter';
import express from 'express';
import request from 'supertest';
import { hideFaults } from './hideFaults';

const failed = (message: string, more: object = {}) =>
  Object.assign(new Error(message), more);

/** As an app of Backstage answers whose route fails, in a plugin with an error handler of its own. */
async function answerOf(
  error: Error,
  showStackTraces = false,
  onFault?: (fault: string) => void,
) {
  const middleware = MiddlewareFactory.create({
    config: mockServices.rootConfig(),
    logger: mockServices.logger.mock(),
  });
  const app = express();
  app.use(hideFaults(onFault));
  app.get('/', () => {
    throw error;
  });
  app.use(middleware.error({ showStackTraces }));
  return request(app).get('/');
}

const INSERT =
  "insert into `user_info` (`exp`, `user_entity_ref`) values (1, 'user:default/rania') - database or disk is full";

describe('errors that leave the portal', () => {
  it.each([
    ['disk full', failed(INSERT, { name: 'SqliteError', code: 'SQLITE_FULL' })],
    [
      'disk full, Postgres',
      failed('insert into "a" values ($1) - could not extend file', {
        code: '53100',
      }),
    ],
    [
      'locked',
      failed('update `a` set `b` = 7 - SQLITE_BUSY: database is locked', {
        code: 'SQLITE_BUSY',
      }),
    ],
    [
      'rolled back twice',
      failed('ROLLBACK - cannot rollback - no transaction is active'),
    ],
    [
      'away',
      failed('connect ECONNREFUSED 127.0.0.1:54320', { code: 'ECONNREFUSED' }),
    ],
    [
      'away, both families',
      Object.assign(new AggregateError([failed('x')]), {
        code: 'ECONNREFUSED',
      }),
    ],
    [
      'away, by name',
      failed('getaddrinfo ENOTFOUND db.internal', { code: 'ENOTFOUND' }),
    ],
    [
      'ended by an administrator',
      failed(
        'select "a" from "b" where "c" = $1 - terminating connection due to administrator command',
        { code: '57P01' },
      ),
    ],
    ['cut', failed('Connection terminated unexpectedly')],
    [
      'starting',
      failed('the database system is starting up', { code: '57P03' }),
    ],
    [
      'no connection',
      failed(
        'Knex: Timeout acquiring a connection. The pool is probably full.',
        { name: 'KnexTimeoutError' },
      ),
    ],
    [
      'corrupt',
      failed('select 1 - database disk image is malformed', {
        code: 'SQLITE_CORRUPT',
      }),
    ],
    [
      'search right after the start',
      failed('Missing index for policies. This means there are no documents', {
        name: 'MissingIndexError',
      }),
    ],
    [
      'another plugin',
      failed('Request failed with 503 Service Unavailable', {
        name: 'ResponseError',
        statusCode: 503,
      }),
    ],
    ['with a name for the caller', new InputError(INSERT)],
  ])('are 503 in words: %s', async (_, error) => {
    const { status, body, text } = await answerOf(error, true);
    expect({ status, name: body.error.name }).toEqual({
      status: 503,
      name: 'ServiceUnavailableError',
    });
    expect(body.response).toEqual({ statusCode: 503 });
    expect(body.error.message).toMatch(/portal|search/);
    expect(text).not.toMatch(
      /insert|select|update|rania|SQLITE|ECONN|127\.0|ROLLBACK|knex|5432|\.ts|stack/i,
    );
  });

  it.each([
    failed(
      'insert into `a` values (`secret`) - UNIQUE constraint failed: a.b',
      { code: 'SQLITE_CONSTRAINT' },
    ),
    failed(`Cannot read properties of undefined (reading 'secret')`),
    failed(`ENOENT: no such file or directory, open '/srv/secret/file'`, {
      code: 'ENOENT',
    }),
  ])('are 500 without what only the log may know', async error => {
    const { status, body, text } = await answerOf(error, true);
    expect(status).toBe(500);
    expect(body.error).toEqual({
      name: 'InternalServerError',
      message: expect.stringContaining('find the reason in its log'),
    });
    expect(text).not.toMatch(/secret|insert|\.ts/);
  });

  it('tell the health of the backend what is wrong with its storage, and nothing else', async () => {
    const faults: string[] = [];
    for (const error of [
      failed(INSERT, { name: 'SqliteError', code: 'SQLITE_FULL' }),
      failed('select 1 - database disk image is malformed', {
        code: 'SQLITE_CORRUPT',
      }),
      failed('SQLITE_BUSY: database is locked', { code: 'SQLITE_BUSY' }),
      failed('connect ECONNREFUSED 127.0.0.1:54320', { code: 'ECONNREFUSED' }),
      new InputError(`the file 'a.json' says "no space left"`),
      new ServiceUnavailableError('engine has no space left on device'),
    ]) {
      await answerOf(error, false, fault => faults.push(fault));
    }
    expect(faults).toEqual(['full', 'damaged', 'locked']);
  });

  it('keep the words that were written for people', async () => {
    for (const [error, status] of [
      [new InputError(`'name' is missing; select one from the list`), 400],
      [new NotFoundError(`no policy set 'x'`), 404],
      [
        new ConflictError(
          'the change was updated by somebody; with what they wrote, try again',
        ),
        409,
      ],
      [
        new ServiceUnavailableError(
          `engine 'opa' cannot be reached: connect ECONNREFUSED 127.0.0.1:8181; start it`,
        ),
        503,
      ],
    ] as Array<[Error, number]>) {
      const answer = await answerOf(error);
      expect(answer.status).toBe(status);
      expect(answer.body.error).toEqual({
        name: error.name,
        message: error.message,
      });
    }
  });
});
