import { InputError } from '@backstage/errors';
import { ILL_FORMED, isWellFormed } from '@internal/plugin-policies-common';
import type { RequestHandler } from 'express';

/**
 * Refuses text that not every database can hold: with NUL, or with half a character.
 *
 * @param value - what a person sent; texts and keys at any depth are looked at
 * @param path - names of the fields that lead to it
 * @throws InputError that names the field
 */
export function checkStorable(value: unknown, ...path: string[]): void {
  if (typeof value === 'string') {
    const problem = problemOf(value);
    if (problem) {
      throw new InputError(`'${path.join('.') || 'body'}' ${problem}`);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      const problem = problemOf(key);
      if (problem) {
        throw new InputError(
          `a name in '${path.join('.') || 'body'}' ${problem}`,
        );
      }
      checkStorable(item, ...path, key);
    }
  }
}

/** Has the path and the query of each request looked at by {@link checkStorable}. */
export function checkStorableUrl(): RequestHandler {
  return (request, _response, next) => {
    try {
      checkStorable(decoded(request.path), 'path');
      checkStorable(request.query, 'query parameters');
      next();
    } catch (error) {
      next(error);
    }
  };
}

function problemOf(text: string): string | undefined {
  if (text.includes('\0')) {
    return 'holds the character NUL (U+0000), which no text of the portal may; remove it';
  }
  return isWellFormed(text) ? undefined : ILL_FORMED;
}

/** What cannot be decoded is refused where it is read. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '';
  }
}
