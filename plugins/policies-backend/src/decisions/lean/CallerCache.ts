import {
  AuthService,
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { decisionEvaluatePermission } from '@internal/plugin-policies-common';
import { LRUCache } from 'lru-cache';
import { authorize } from '@internal/plugin-policies-node';

interface Caller {
  credentials: BackstageCredentials;
  /** By the clock that is never set: `performance.now()`. */
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

  private readonly admissions = new Map<
    string,
    Promise<BackstageCredentials | undefined>
  >();

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
    return caller && caller.until > performance.now()
      ? caller.credentials
      : undefined;
  }

  /** @throws what the routes would: AuthenticationError, NotAllowedError */
  admit(token: string): Promise<BackstageCredentials | undefined> {
    // Many requests of one caller come together: one of them asks.
    let admission = this.admissions.get(token);
    if (!admission) {
      admission = this.ask(token).finally(() => this.admissions.delete(token));
      this.admissions.set(token, admission);
    }
    return admission;
  }

  private async ask(token: string): Promise<BackstageCredentials | undefined> {
    const { auth, permissions, keepMs } = this.options;
    const asked = performance.now();
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
        credentials.expiresAt
          ? performance.now() + credentials.expiresAt.getTime() - Date.now()
          : Infinity,
      ),
    });
    return credentials;
  }
}
