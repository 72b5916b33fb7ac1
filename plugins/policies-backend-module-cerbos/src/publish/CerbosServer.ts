import {
  EngineCall,
  EngineConnection,
  EngineFaultError,
} from '@internal/plugin-policies-node';
import { CheckBody } from '../decide/checkRequest';
import { CheckAnswer } from '../decide/CheckDecider';

/** A policy as the admin API gives it back. */
export interface HeldPolicy {
  disabled?: boolean;
  metadata?: {
    annotations?: Record<string, string>;
    storeIdentifier?: string;
  };
  [part: string]: unknown;
}

/** A schema as the admin API takes and gives it. */
export interface HeldSchema {
  id: string;
  /** JSON in base64. */
  definition: string;
}

const MOST_PER_CALL = 100;
const MOST_IDS = 50;

/** Deleting policies is younger than the rest of what the driver asks for. */
const OLDEST_MINOR = 51;

interface RefusalBody {
  message?: string;
}

/** Calls to the live Cerbos server. */
export class CerbosServer {
  private readonly authorization: string;
  private lastAdminCall: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly options: {
      engine: string;
      connection: EngineConnection;
      admin: { username: string; password: string };
    },
  ) {
    const { username, password } = options.admin;
    this.authorization = `Basic ${Buffer.from(
      `${username}:${password}`,
    ).toString('base64')}`;
  }

  check(body: CheckBody): Promise<CheckAnswer> {
    return this.options.connection.call({
      method: 'POST',
      path: '/api/check/resources',
      body,
      repeatable: true,
      accept: [400],
    });
  }

  async putPolicies(policies: object[]): Promise<void> {
    for (const some of chunks(policies, MOST_PER_CALL)) {
      await this.admin({
        method: 'POST',
        path: '/admin/policy',
        body: { policies: some },
        repeatable: true,
      });
    }
  }

  async putSchemas(schemas: HeldSchema[]): Promise<void> {
    for (const some of chunks(schemas, MOST_PER_CALL)) {
      await this.admin({
        method: 'POST',
        path: '/admin/schema',
        body: { schemas: some },
        repeatable: true,
      });
    }
  }

  /** @returns those of the policies that are there */
  async getPolicies(ids: string[]): Promise<HeldPolicy[]> {
    const found: HeldPolicy[] = [];
    for (const some of chunks(ids, MOST_IDS)) {
      const { policies } = await this.admin<{ policies?: HeldPolicy[] }>({
        method: 'GET',
        path: `/admin/policy?${idsOf(some)}`,
        repeatable: true,
      });
      found.push(...(policies ?? []));
    }
    return found;
  }

  /** Ids of all policies that are there, also those that are disabled. */
  async policyIds(): Promise<string[]> {
    const { policyIds } = await this.admin<{ policyIds?: string[] }>({
      method: 'GET',
      path: '/admin/policies?includeDisabled=true',
      repeatable: true,
    });
    return policyIds ?? [];
  }

  /** Ids of all schemas that are there. */
  async schemaIds(): Promise<string[]> {
    const { schemaIds } = await this.admin<{ schemaIds?: string[] }>({
      method: 'GET',
      path: '/admin/schemas',
      repeatable: true,
    });
    return schemaIds ?? [];
  }

  /** @returns those of the schemas that are there */
  async getSchemas(ids: string[]): Promise<HeldSchema[]> {
    const there = new Set(ids.length ? await this.schemaIds() : []);
    const found: HeldSchema[] = [];
    for (const some of chunks(
      ids.filter(id => there.has(id)),
      MOST_IDS,
    )) {
      const { schemas } = await this.admin<{ schemas?: HeldSchema[] }>({
        method: 'GET',
        path: `/admin/schema?${idsOf(some)}`,
        repeatable: true,
      });
      found.push(...(schemas ?? []));
    }
    return found;
  }

  /** Policies that others import must be deleted after those. */
  async deletePolicies(ids: string[]): Promise<void> {
    for (const some of chunks(ids, MOST_IDS)) {
      await this.admin({
        method: 'POST',
        path: `/admin/policy/delete?${idsOf(some)}`,
        repeatable: true,
      });
    }
  }

  async deleteSchemas(ids: string[]): Promise<void> {
    for (const some of chunks(ids, MOST_IDS)) {
      await this.admin({
        method: 'DELETE',
        path: `/admin/schema?${idsOf(some)}`,
        repeatable: true,
      });
    }
  }

  /**
   * @returns version of the server
   * @throws EngineFaultError with the fix while it cannot serve
   */
  async health(): Promise<string> {
    const { engine, connection } = this.options;
    const { body: health } = await connection.call<{ status?: string }>({
      method: 'GET',
      path: '/_cerbos/health',
      repeatable: true,
    });
    if (health?.status !== 'SERVING') {
      throw new EngineFaultError(
        engine,
        "says that it does not serve; see the log of its server, or whether 'url' is right",
      );
    }
    const { body: info } = await connection.call<{ version?: string }>({
      method: 'GET',
      path: '/api/server_info',
      repeatable: true,
    });
    const version = info?.version ?? '';
    const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
    if (
      major === undefined ||
      (Number(major) === 0 && Number(minor) < OLDEST_MINOR)
    ) {
      throw new EngineFaultError(
        engine,
        `runs Cerbos '${version}'; the portal needs 0.${OLDEST_MINOR} or newer: update its server`,
      );
    }
    await this.admin({
      method: 'GET',
      path: '/admin/policies?policyId=resource.policy_portal.vhealth',
      repeatable: true,
    });
    return version;
  }

  /**
   * One at a time: a store in SQLite fails some of the calls that come together, and each costs the
   * server the hashing of a password.
   */
  private admin<T = unknown>(
    call: Omit<EngineCall, 'accept' | 'headers'>,
  ): Promise<T> {
    const answer = this.lastAdminCall.then(() => this.sendAdmin<T>(call));
    this.lastAdminCall = answer.catch(() => undefined);
    return answer;
  }

  private async sendAdmin<T = unknown>(
    call: Omit<EngineCall, 'accept' | 'headers'>,
  ): Promise<T> {
    const { engine, connection } = this.options;
    try {
      const { status, body } = await connection.call<T & RefusalBody>({
        ...call,
        headers: { authorization: this.authorization },
        accept: [400, 404, 501],
      });
      const message = String(body?.message).slice(0, 300);
      if (
        status === 501 ||
        (status === 404 && /^not found$|disabled/i.test(message))
      ) {
        throw new EngineFaultError(
          engine,
          "has no admin API that takes policies; set 'server.adminAPI.enabled' and a database as 'storage.driver' of its server",
          { status },
        );
      }
      if (status > 299) {
        throw new EngineFaultError(
          engine,
          `refuses a call of its admin API: ${message}; see the log of its server`,
          { status },
        );
      }
      return (body ?? {}) as T;
    } catch (error) {
      if (
        error instanceof EngineFaultError &&
        (error.status === 401 || error.status === 403)
      ) {
        throw new EngineFaultError(
          engine,
          `refuses the portal's credentials for its admin API (${error.status}); renew 'admin' in 'policies.engines.${engine}'`,
          { status: error.status },
        );
      }
      throw error;
    }
  }
}

function idsOf(ids: string[]): string {
  return ids.map(id => `id=${encodeURIComponent(id)}`).join('&');
}

function chunks<T>(items: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
