import { randomUUID } from 'crypto';
import {
  AuthService,
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { EventsService } from '@backstage/plugin-events-node';
import {
  decisionEvaluatePermission,
  decisionSearchPermission,
} from '@internal/plugin-policies-common';
import {
  AdmittedCallers,
  callerOf,
  DecisionCaller,
  DecisionRight,
} from '@internal/plugin-policies-node';
import { LRUCache } from 'lru-cache';

const PERMISSIONS = {
  evaluate: decisionEvaluatePermission,
  search: decisionSearchPermission,
};
const MOST_CALLERS = 1_000;
const REVOKED = 'policies.callers.revoked';

/** A token that is known, and as whom it came by which door. */
interface Admitted {
  credentials: BackstageCredentials;
  ref: string;
  rights: Map<DecisionRight, true | Promise<boolean>>;
  callers: Map<string, DecisionCaller>;
  /** By the clock that is never set: `performance.now()`. */
  until: number;
}

/** {@link AdmittedCallers} by their tokens, for a few seconds each. Refusals and denials are not kept. */
export class MemorizedCallers implements AdmittedCallers {
  private readonly admitted = new LRUCache<string, Admitted>({
    max: MOST_CALLERS,
  });

  private readonly admissions = new Map<
    string,
    Promise<Admitted | undefined>
  >();
  /** Grows when somebody is revoked: what was asked before is not kept. */
  private generation = 0;
  private readonly id = randomUUID();

  constructor(
    private readonly options: {
      auth: AuthService;
      permissions: PermissionsService;
      events: EventsService;
      /** A token or permission that is taken away without a word serves so long at most. */
      keepMs: number;
    },
  ) {}

  /** Begins to hear of those who are revoked on other replicas. */
  async listen(): Promise<void> {
    await this.options.events.subscribe({
      // One of its own for each replica, or only one of them would be told.
      id: `policies-callers-${this.id}`,
      topics: [REVOKED],
      onEvent: async ({ eventPayload }) => {
        this.forget((eventPayload as { ref?: string }).ref);
      },
    });
  }

  find(token: string, via: string): DecisionCaller | undefined {
    const known = this.admitted.get(token);
    return known && known.until > performance.now()
      ? this.callerBy(known, via)
      : undefined;
  }

  async admit(token: string, via: string): Promise<DecisionCaller | undefined> {
    // Many requests of one caller come together: one of them asks.
    let admission = this.admissions.get(token);
    if (!admission) {
      const asked = this.ask(token).finally(() => {
        if (this.admissions.get(token) === asked) {
          this.admissions.delete(token);
        }
      });
      admission = asked;
      this.admissions.set(token, asked);
    }
    const admitted = await admission;
    return admitted && this.callerBy(admitted, via);
  }

  of(credentials: BackstageCredentials, via: string): DecisionCaller {
    const ref = callerOf(this.options.auth, credentials);
    return {
      ref,
      via,
      share: ref,
      may: right => this.isGranted(right, credentials),
    };
  }

  async revoke(ref?: string): Promise<void> {
    this.forget(ref);
    await this.options.events.publish({
      topic: REVOKED,
      eventPayload: { ref },
    });
  }

  private forget(ref: string | undefined): void {
    this.generation++;
    // Whoever comes from now on does not join what was asked before.
    this.admissions.clear();
    for (const [token, known] of this.admitted.entries()) {
      if (ref === undefined || known.ref === ref) {
        this.admitted.delete(token);
      }
    }
  }

  private callerBy(known: Admitted, via: string): DecisionCaller {
    let caller = known.callers.get(via);
    if (!caller) {
      caller = {
        ref: known.ref,
        via,
        share: known.ref,
        may: right => known.rights.get(right) ?? this.askFor(right, known),
      };
      known.callers.set(via, caller);
    }
    return caller;
  }

  /** Many requests of one caller come together: one of them asks. */
  private askFor(
    right: DecisionRight,
    { rights, credentials }: Admitted,
  ): Promise<boolean> {
    const asked = this.isGranted(right, credentials).then(
      granted => {
        if (granted) {
          rights.set(right, true);
        } else {
          rights.delete(right);
        }
        return granted;
      },
      error => {
        rights.delete(right);
        throw error;
      },
    );
    rights.set(right, asked);
    return asked;
  }

  private async ask(token: string): Promise<Admitted | undefined> {
    const { auth, keepMs } = this.options;
    const asked = performance.now();
    const { generation } = this;
    const credentials = await auth.authenticate(token);
    if (
      !auth.isPrincipal(credentials, 'user') &&
      !auth.isPrincipal(credentials, 'service')
    ) {
      return undefined;
    }
    const admitted: Admitted = {
      credentials,
      ref: callerOf(auth, credentials),
      rights: new Map(),
      callers: new Map(),
      until: Math.min(
        asked + keepMs,
        credentials.expiresAt
          ? performance.now() + credentials.expiresAt.getTime() - Date.now()
          : Infinity,
      ),
    };
    if (generation === this.generation) {
      this.admitted.set(token, admitted);
    }
    return admitted;
  }

  private async isGranted(
    right: DecisionRight,
    credentials: BackstageCredentials,
  ): Promise<boolean> {
    const [{ result }] = await this.options.permissions.authorize(
      [{ permission: PERMISSIONS[right] }],
      { credentials },
    );
    return result === AuthorizeResult.ALLOW;
  }
}
