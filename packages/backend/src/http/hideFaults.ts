import type { RequestHandler } from 'express';
import type { StorageFault } from '../database/StorageFaults';

interface ErrorBody {
  error: { name?: unknown; message?: unknown; code?: unknown };
  response?: { statusCode: number };
}

/** Errors whose words were written for whoever reads the answer. */
const WORDED = [
  'ServiceUnavailableError',
  'NotImplementedError',
  'NotModifiedError',
];

/** What databases and connections say of themselves: codes of Postgres, SQLite, Node and the pool. */
const DATABASE_FULL =
  /SQLITE_FULL|database or disk is full|ENOSPC|no space left|\b53100\b/i;
const DATABASE_BUSY =
  /SQLITE_(BUSY|LOCKED)|database (table )?is locked|\b40P01\b|\b55P03\b/i;
const DATABASE_DAMAGED =
  /SQLITE_(CORRUPT|NOTADB)|database disk image is malformed|file is not a database/i;
const DATABASE_AWAY =
  /SQLITE_(IOERR|CANTOPEN|READONLY)|attempt to write a readonly database|cannot rollback - no transaction|KnexTimeoutError|acquiring a connection|Connection terminated|terminating connection|Client has encountered a connection error|database system is (starting|shutting)|too many (clients|connections)|remaining connection slots|\b(57P0[0-9]|08[0-9]{3}|53[0-9]{3})\b|ECONN(REFUSED|RESET|ABORTED)|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|socket hang up|fetch failed/i;
const NOT_INDEXED = /MissingIndexError|Missing index for/i;
/** As knex begins its messages, and where they end: the statement with its values. */
const STATEMENT =
  /\b(insert into|delete from|update|select\b.{0,400}?\bfrom|create (table|index)|alter table|with)\s+[`"[]|SqliteError|SQLITE_[A-Z]+|\n\s+at \S+ \(|\n\s+at \//is;
const FILE =
  /(file:\/\/)?\/(?:[\w.@-]+\/)*(?:node_modules|packages|plugins|dist)\/\S+/g;

const NOW = 'nothing of this request may have been kept; try again in a moment';

/** What is wrong with the storage itself, as an error tells. */
function findStorageFault(text: string): StorageFault | undefined {
  if (DATABASE_FULL.test(text)) {
    return 'full';
  }
  if (DATABASE_DAMAGED.test(text)) {
    return 'damaged';
  }
  return DATABASE_BUSY.test(text) ? 'locked' : undefined;
}

const STORAGE: Record<StorageFault, string> = {
  full: `the portal's database has no space left, so that nothing can be written; tell the people who run this portal`,
  damaged: `a database of the portal is damaged; tell the people who run this portal, who find in its log which one`,
  locked: `the portal's database is held by something else; ${NOW}`,
};

function findUnavailable(text: string): string | undefined {
  const fault = findStorageFault(text);
  if (fault) {
    return STORAGE[fault];
  }
  if (NOT_INDEXED.test(text)) {
    return 'search is still being set up; try again in a moment';
  }
  return DATABASE_AWAY.test(text)
    ? `the portal's database, or another part of the portal, cannot be reached now; ${NOW}`
    : undefined;
}

function textOf({ error }: ErrorBody): string {
  return `${error.name ?? 'Error'} ${error.code ?? ''} ${
    error.message ?? ''
  } ${JSON.stringify(error)}`;
}

/**
 * An error as it may leave the portal: with words, but with no statements of a database or their values, no
 * stack, and no paths of files. All that stays in the log.
 */
function tellableError(
  status: number,
  { error, ...rest }: ErrorBody,
): { status: number; body: ErrorBody } {
  const name = String(error.name ?? 'Error');
  const message = String(error.message ?? '');
  const text = textOf({ error });
  const answer = (as: number, told: ErrorBody['error']) => ({
    status: as,
    body: { error: told, ...rest, response: { statusCode: as } },
  });
  const unworded = status >= 500 && !WORDED.includes(name);
  if (unworded || STATEMENT.test(message)) {
    const unavailable = findUnavailable(text);
    if (unavailable !== undefined) {
      return answer(503, {
        name: 'ServiceUnavailableError',
        message: unavailable,
      });
    }
    if (name === 'ResponseError' && [502, 503, 504].includes(status)) {
      return answer(503, {
        name: 'ServiceUnavailableError',
        message: `another part of the portal cannot answer now; ${NOW}`,
      });
    }
    return answer(Math.max(status, 500), {
      name: 'InternalServerError',
      message:
        'something went wrong in the portal; the people who run it find the reason in its log',
    });
  }
  const { stack, ...told } = error as Record<string, unknown>;
  return answer(status, { ...told, message: message.replace(FILE, '…') });
}

function isErrorBody(body: unknown): body is ErrorBody {
  return (
    typeof body === 'object' &&
    body !== null &&
    'error' in body &&
    typeof body.error === 'object' &&
    body.error !== null
  );
}

/**
 * Has every error that a plugin answers with told by {@link tellableError}. Plugins have error handlers of
 * their own, so it is done where all of them come by: as the answer is written.
 */
export const hideFaults =
  (onStorageFault: (fault: StorageFault) => void = () => {}): RequestHandler =>
  (_, response, next) => {
    const { json } = response;
    response.json = body => {
      if (response.statusCode < 400 || !isErrorBody(body)) {
        return json.call(response, body);
      }
      const told = tellableError(response.statusCode, body);
      const fault =
        told.body.error.name === 'ServiceUnavailableError' &&
        told.body.error.message !== body.error.message &&
        findStorageFault(textOf(body));
      if (fault) {
        onStorageFault(fault);
      }
      response.status(told.status);
      return json.call(response, told.body);
    };
    next();
  };
