import {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';

/** Prefix that Backstage puts before the subject of an external access token. */
const EXTERNAL = 'external:';

/**
 * Who asked, for the decision log: a user's entity reference, or the subject of the service's token.
 * Tokens whose subject is the entity reference of a component are matched with declared consumers.
 */
export function callerOf(
  auth: AuthService,
  credentials: BackstageCredentials,
): string {
  if (auth.isPrincipal(credentials, 'user')) {
    return credentials.principal.userEntityRef;
  }
  if (auth.isPrincipal(credentials, 'service')) {
    const { subject } = credentials.principal;
    return subject.startsWith(EXTERNAL)
      ? subject.slice(EXTERNAL.length)
      : subject;
  }
  return 'unknown';
}
