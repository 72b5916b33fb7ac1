import { InputError } from '@backstage/errors';
import { SearchKind } from '@internal/plugin-policies-common';

/** Where a page begins: a page of the decision point, and results of it that were given already. */
export interface PagePlace {
  /** Token of the decision point; absent for its first page. */
  token?: string;
  skip: number;
}

/** Longest token of a decision point: wrapped, it still fits what the portal takes. */
export const MAX_TOKEN = 1_400;

export function writePageToken(kind: SearchKind, place: PagePlace): string {
  return Buffer.from(
    JSON.stringify([kind, place.skip, place.token ?? '']),
  ).toString('base64url');
}

/** @throws InputError for a token that is none of this search */
export function readPageToken(
  kind: SearchKind,
  token: string | undefined,
): PagePlace {
  if (!token) {
    return { skip: 0 };
  }
  try {
    const [wroteKind, skip, inner] = JSON.parse(
      Buffer.from(token, 'base64url').toString('utf8'),
    );
    if (
      wroteKind === kind &&
      Number.isSafeInteger(skip) &&
      skip >= 0 &&
      typeof inner === 'string' &&
      inner.length <= MAX_TOKEN
    ) {
      return { token: inner || undefined, skip };
    }
  } catch {
    // Told below.
  }
  throw new InputError(
    "'page.token' is not one of this search; pass 'page.next_token' of the page before",
  );
}
