import { isUtf8 } from 'buffer';
import express, { RequestHandler } from 'express';
import { CustomErrorBase, InputError } from '@backstage/errors';
import { LIMITS } from '@internal/plugin-policies-common';
import { handedOver } from './handedOver';

/** The body is larger than the route takes: HTTP 413. */
export class PayloadTooLargeError extends CustomErrorBase {
  name = 'PayloadTooLargeError' as const;
  readonly statusCode = 413;
}

/**
 * Parses JSON bodies. A wrong content type, bytes that are not UTF-8, an empty body, broken JSON and
 * nesting beyond the limit are input errors that say which it is.
 *
 * @param limitBytes - largest body taken
 */
export function readJsonBody(limitBytes: number): RequestHandler[] {
  return [
    (request, _response, next) => {
      if (request.is('application/json')) {
        next();
        return;
      }
      next(
        new InputError(
          `content type '${
            request.headers['content-type'] ?? 'none'
          }' is not supported; send a body of type 'application/json'`,
        ),
      );
    },
    (request, response, next) => {
      const { body } = handedOver(request);
      if (body) {
        request.body = body;
        next();
        return;
      }
      express.raw({ type: () => true, limit: limitBytes })(
        request,
        response,
        error => next(error && explainBodyError(error, limitBytes)),
      );
    },
    (request, _response, next) => {
      try {
        request.body = parseJsonBody(request.body);
        next();
      } catch (error) {
        next(error);
      }
    },
  ];
}

/**
 * Parses the bytes of a body.
 *
 * @throws InputError that says what is wrong with them
 */
export function parseJsonBody(bytes: unknown): unknown {
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) {
    throw new InputError('the body is empty; send a JSON object');
  }
  if (!isUtf8(bytes)) {
    throw new InputError('the body is not valid UTF-8; encode it as UTF-8');
  }
  if (depthOf(bytes) > LIMITS.nesting) {
    throw new InputError(
      `the body nests deeper than ${LIMITS.nesting} levels; flatten it`,
    );
  }
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new InputError(
      `the body is not valid JSON: ${(error as Error).message}`,
    );
  }
}

/* Byte values of the JSON characters that matter; all are ASCII, so bytes can be compared. */
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = [0x5b, 0x7b];
const CLOSE = [0x5d, 0x7d];

function depthOf(bytes: Buffer): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) {
      for (i++; i < bytes.length && bytes[i] !== QUOTE; i++) {
        if (bytes[i] === BACKSLASH) {
          i++;
        }
      }
    } else if (byte === OPEN[0] || byte === OPEN[1]) {
      depth++;
      deepest = Math.max(deepest, depth);
    } else if (byte === CLOSE[0] || byte === CLOSE[1]) {
      depth--;
    }
  }
  return deepest;
}

function explainBodyError(
  error: Error & { type?: string },
  limitBytes: number,
): Error {
  return error.type === 'entity.too.large'
    ? new PayloadTooLargeError(
        `the body is larger than ${limitBytes} bytes; send less at once`,
      )
    : new InputError(`the body cannot be read: ${error.message}`);
}
