import { isUtf8 } from 'buffer';
import express, { RequestHandler } from 'express';
import { InputError } from '@backstage/errors';
import {
  JsonError,
  JsonRules,
  readJson,
} from '@internal/plugin-policies-common';
import {
  checkStorable,
  PayloadTooLargeError,
} from '@internal/plugin-policies-node';
import { handedOver } from './handedOver';

/** Bodies of decisions: half a character is an error of its item of a batch alone, which schemas tell; ids may hold NUL. */
export const DECISION_BODY: JsonRules = { anyText: true };

/**
 * Parses JSON bodies. A wrong content type, bytes that are not UTF-8, an empty body, broken JSON,
 * nesting beyond the limit, what cannot be read exactly and text that cannot be stored are input errors
 * that say which it is.
 *
 * @param limitBytes - largest body taken
 */
export function readJsonBody(
  limitBytes: number,
  rules: JsonRules = {},
): RequestHandler[] {
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
        request.body = parseJsonBody(request.body, rules);
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
export function parseJsonBody(bytes: unknown, rules: JsonRules): unknown {
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) {
    throw new InputError('the body is empty; send a JSON object');
  }
  if (!isUtf8(bytes)) {
    throw new InputError('the body is not valid UTF-8; encode it as UTF-8');
  }
  try {
    const value = readJson(
      bytes.toString('utf8'),
      // Looked at below, where the field is known.
      { ...rules, anyText: true },
      bytes,
    );
    if (!rules.anyText) {
      checkStorable(value);
    }
    return value;
  } catch (error) {
    if (error instanceof JsonError) {
      throw new InputError(
        `the body is refused: ${error.message}. ${error.help}`,
      );
    }
    throw error;
  }
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
