import { RootConfigService } from '@backstage/backend-plugin-api';
import { EvaluationRequest } from '@internal/plugin-policies-common';
import { EngineDecision } from '@internal/plugin-policies-node';
import { LRUCache } from 'lru-cache';

/** Longer requests are not worth their place. */
const MAX_KEY_LENGTH = 4_096;

/** Key of a request to a revision; no two have the same. */
export function decisionKey(
  set: { name: string; revision: string },
  request: EvaluationRequest,
): string {
  return JSON.stringify([set.name, set.revision, request]);
}

/**
 * Answers by revision and request. A decision is a function of both (stored entities are part of the
 * revision), and a new revision has new keys. What depends on more is not to be kept here; should an engine
 * not know it, an entry is forgotten after a while all the same. Errors are not kept.
 */
export class DecisionCache {
  private readonly entries?: LRUCache<string, EngineDecision>;

  /**
   * @param max - number of entries, 0 for no cache
   * @param seconds - how long an entry is believed after it was decided
   */
  /** As large, and for as long, as `policies.decisions` says. */
  static fromConfig(config: RootConfigService): DecisionCache {
    const read = (key: string, byDefault: number) =>
      config.getOptionalNumber(`policies.decisions.${key}`) ?? byDefault;
    return new DecisionCache(
      read('cacheEntries', 10_000),
      read('cacheSeconds', 60),
    );
  }

  constructor(max: number, seconds: number) {
    this.entries =
      max > 0 && seconds > 0
        ? new LRUCache({ max, ttl: seconds * 1_000 })
        : undefined;
  }

  get(key: string): EngineDecision | undefined {
    return this.entries?.get(key);
  }

  set(key: string, decision: EngineDecision): void {
    if (decision.outcome !== 'error' && key.length <= MAX_KEY_LENGTH) {
      this.entries?.set(key, { ...decision, durationUs: 0 });
    }
  }
}
