import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { DocumentCollatorFactory } from '@backstage/plugin-search-common';
import {
  PoliciesClient,
  setReadPermission,
  PolicyDocument,
  PolicySummary,
  reasonOf,
  SEARCH_TYPE_POLICIES,
} from '@internal/plugin-policies-common';
import { toDocument } from './toDocument';

const SETS_AT_ONCE = 4;
const RETRY_MS = 2_000;
/** A little less than a run may take. */
const PATIENCE_MS = 14 * 60_000;
const SLOW_ENGINE_MS = 60_000;

/** Options of {@link PolicyCollatorFactory}. */
export interface PolicyCollatorFactoryOptions {
  client: PoliciesClient;
  logger: LoggerService;
  /** How long a run waits for the registry's first read to complete, in milliseconds. */
  patienceMs?: number;
}

/** Collates all policies with their source, one request per set. */
export class PolicyCollatorFactory implements DocumentCollatorFactory {
  readonly type = SEARCH_TYPE_POLICIES;
  readonly visibilityPermission = setReadPermission;

  constructor(private readonly options: PolicyCollatorFactoryOptions) {}

  /** {@inheritDoc @backstage/plugin-search-common#DocumentCollatorFactory.getCollator} */
  async getCollator(): Promise<Readable> {
    return Readable.from(this.collate());
  }

  private async *collate(): AsyncIterable<PolicyDocument> {
    await this.untilRegistered();
    const { client } = this.options;
    const sets = new Map<string, PolicySummary[]>();
    const titles = new Map(
      (await client.listAllSets()).map(({ name, title }) => [name, title]),
    );
    for (const policy of await client.listAllPolicies()) {
      const policies = sets.get(policy.set);
      if (policies) {
        policies.push(policy);
      } else {
        sets.set(policy.set, [policy]);
      }
    }
    const rest = [...sets];
    while (rest.length) {
      const documents = await Promise.all(
        rest
          .splice(0, SETS_AT_ONCE)
          .map(([set, policies]) =>
            this.collateSet(set, titles.get(set) ?? set, policies),
          ),
      );
      yield* documents.flat();
    }
  }

  private async collateSet(
    set: string,
    title: string,
    policies: PolicySummary[],
  ): Promise<PolicyDocument[]> {
    try {
      const { files } = await this.options.client.getRevision(set, 'active');
      return policies.map(policy => toDocument(policy, title, files));
    } catch (error) {
      this.options.logger.warn(
        `Search leaves out the policies of set '${set}' until the next run: ${reasonOf(
          error,
        )}`,
      );
      return [];
    }
  }

  /**
   * Right after a start the registry knows only some sets, and the next run is minutes away. So wait
   * until it has read its sources, however slow the start is; only not for an engine that does not come up.
   */
  private async untilRegistered(): Promise<void> {
    const { client, patienceMs = PATIENCE_MS } = this.options;
    const start = Date.now();
    for (;;) {
      const overview = await client.getOverview().catch(() => undefined);
      const waited = Date.now() - start;
      const isRead =
        overview?.refreshedAt && (!overview.reading || waited > SLOW_ENGINE_MS);
      if (isRead || waited + RETRY_MS > patienceMs) {
        return;
      }
      await setTimeout(RETRY_MS, undefined, { ref: false });
    }
  }
}
