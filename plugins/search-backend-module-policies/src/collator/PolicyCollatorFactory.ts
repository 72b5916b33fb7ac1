import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { DocumentCollatorFactory } from '@backstage/plugin-search-common';
import {
  policiesReadPermission,
  PoliciesReader,
  PolicyDocument,
  PolicySummary,
  reasonOf,
  SEARCH_TYPE_POLICIES,
} from '@internal/plugin-policies-common';
import { toDocument } from './toDocument';

const SETS_AT_ONCE = 4;
const RETRY_MS = 2_000;

/** Options of {@link PolicyCollatorFactory}. */
export interface PolicyCollatorFactoryOptions {
  reader: PoliciesReader;
  logger: LoggerService;
  /** How long a run waits for the registry's first read to complete, in milliseconds. */
  patienceMs?: number;
}

/** Collates all policies with their source, one request per set. */
export class PolicyCollatorFactory implements DocumentCollatorFactory {
  readonly type = SEARCH_TYPE_POLICIES;
  readonly visibilityPermission = policiesReadPermission;

  constructor(private readonly options: PolicyCollatorFactoryOptions) {}

  /** {@inheritDoc @backstage/plugin-search-common#DocumentCollatorFactory.getCollator} */
  async getCollator(): Promise<Readable> {
    return Readable.from(this.collate());
  }

  private async *collate(): AsyncIterable<PolicyDocument> {
    await this.untilRegistered();
    const sets = new Map<string, PolicySummary[]>();
    for (const policy of await this.options.reader.readPolicies()) {
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
          .map(([set, policies]) => this.collateSet(set, policies)),
      );
      yield* documents.flat();
    }
  }

  private async collateSet(
    set: string,
    policies: PolicySummary[],
  ): Promise<PolicyDocument[]> {
    try {
      const { files } = await this.options.reader.getActiveRevision(set);
      return policies.map(policy => toDocument(policy, files));
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
   * for it, but not for long: then index what there is.
   */
  private async untilRegistered(): Promise<void> {
    const { reader, patienceMs = 60_000 } = this.options;
    const end = Date.now() + patienceMs;
    for (;;) {
      const overview = await reader.getOverview().catch(() => undefined);
      if (overview?.refreshedAt || Date.now() + RETRY_MS > end) {
        return;
      }
      await setTimeout(RETRY_MS, undefined, { ref: false });
    }
  }
}
