import { EngineDecision } from '@internal/plugin-policies-node';
import { LRUCache } from 'lru-cache';
import { uidOf } from '../compile/readStatement';
import { Anonymous, CedarRequest } from './cedarRequest';
import { uidKey } from './ScopeIndex';

/*
 * Most requests about other entities are alike in what the statements in scope read of them: whoever is
 * an active member may read whatever is public. Such a request has the decision of the one before it,
 * and a look is a fraction of a call of Cedar. The key is all that Cedar would be given, with the ids of
 * principal and resource left out where no condition asks for them.
 */

/** Characters of all keys that a thread holds, and keys, whatever the number of its sets. */
const MOST_HELD = 4_000_000;
const MOST_KEYS = 40_000;
/** Longer ones are not worth their place. */
const MOST_KEY_LENGTH = 4_096;
/** So many looks are counted; when few find anything, so many requests are not looked up. */
const TRIAL = 2_000;
const LEAST_HITS = 100;
const PAUSE = 20_000;

/** Of all sets of this thread. */
const decisions = new LRUCache<string, EngineDecision>({
  max: MOST_KEYS,
  maxSize: MOST_HELD,
  sizeCalculation: (_decision, key) => key.length,
});
let memosMade = 0;

/** Decisions of one set by what they depend on. */
export class DecisionMemo {
  /** Tells the keys of a set from those of others, and of its earlier revisions. */
  private readonly name = memosMade++;
  private looks = 0;
  private hits = 0;
  private pause = 0;

  /** @returns the key of a request, unless it is not worth looking up */
  keyOf(request: CedarRequest, anonymous: Anonymous): string | undefined {
    if (this.pause > 0) {
      this.pause--;
      return undefined;
    }
    const { candidates, principal, action, resource, context, entities } =
      request;
    const keys = { principal: uidKey(principal), resource: uidKey(resource) };
    const nameOf = (which: 'principal' | 'resource') =>
      anonymous[which] ? [request[which].type, which] : keys[which];
    const key = JSON.stringify([
      this.name,
      candidates,
      nameOf('principal'),
      action.id,
      nameOf('resource'),
      keys.principal === keys.resource,
      context,
      entities.map(({ uid, ...data }) => {
        const own = uidKey(uidOf(uid));
        if (own === keys.principal) {
          return [nameOf('principal'), data];
        }
        return [own === keys.resource ? nameOf('resource') : own, data];
      }),
    ]);
    return key.length > MOST_KEY_LENGTH ? undefined : key;
  }

  get(key: string): EngineDecision | undefined {
    const found = decisions.get(key);
    this.looks++;
    if (found) {
      this.hits++;
    }
    if (this.looks === TRIAL) {
      this.pause = this.hits < LEAST_HITS ? PAUSE : 0;
      this.looks = 0;
      this.hits = 0;
    }
    return found;
  }

  set(key: string, decision: EngineDecision): void {
    decisions.set(key, decision);
  }
}
