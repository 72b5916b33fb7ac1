import { InputError } from '@backstage/errors';

/**
 * Token of the page after the one that ended with a candidate.
 *
 * @param kind - of the search: a token serves no other
 * @param last - the last candidate, in ascending order of ids
 */
export function writePageToken(kind: string, last: string): string {
  return Buffer.from(JSON.stringify([kind, last])).toString('base64url');
}

/**
 * The last candidate of the page before; undefined for the first page.
 *
 * @throws InputError for a token that is none of ours
 */
export function readPageToken(
  token: string | undefined,
  kind: string,
): string | undefined {
  if (!token) {
    return undefined;
  }
  try {
    const [wroteKind, last] = JSON.parse(
      Buffer.from(token, 'base64url').toString('utf8'),
    );
    if (wroteKind === kind && typeof last === 'string') {
      return last;
    }
  } catch {
    // Told below.
  }
  throw new InputError(
    `'page.token' is not one of this search; pass 'page.next_token' of the page before`,
  );
}
