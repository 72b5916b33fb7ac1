import {
  AuthService,
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { decisionEvaluatePermission } from '@internal/plugin-policies-common';
import { LRUCache } from 'lru-cache';
import { authorize } from '../../authorize';

interface Caller {
  credentials: BackstageCredentials;
  /** Milliseconds since 1970. */
  until: number;
}

const MOST_CALLERS = 1_000;

/**
 * Callers that may ask for decisions, by their tokens, for a few seconds each: checking a token and a
 * permission takes longer than many a decision. Refusals are not kept.
 */
export class CallerCache {
  private readonly callers = new LRUCache<string, Caller>({
    max: MOST_CALLERS,
  });

  constructor(
    private readonly options: {
      auth: AuthService;
      permissions: PermissionsService;
      /** A token or permission that is revoked serves so long at most. */
      keepMs: number;
    },
  ) {}

  /** @returns credentials of a caller that is known, without waiting */
  find(token: string): BackstageCredentials | undefined {
    const caller = this.callers.get(token);
    return caller && caller.until > Date.now() ? caller.credentials : undefined;
  }

  /** @throws what the routes would: AuthenticationError, NotAllowedError */
  async admit(token: string): Promise<BackstageCredentials | undefined> {
    const { auth, permissions, keepMs } = this.options;
    const asked = Date.now();
    const credentials = await auth.authenticate(token);
    if (
      !auth.isPrincipal(credentials, 'user') &&
      !auth.isPrincipal(credentials, 'service')
    ) {
      return undefined;
    }
    await authorize(permissions, decisionEvaluatePermission, credentials);
    this.callers.set(token, {
      credentials,
      until: Math.min(
        asked + keepMs,
        credentials.expiresAt?.getTime() ?? Infinity,
      ),
    });
    return credentials;
  }
}
