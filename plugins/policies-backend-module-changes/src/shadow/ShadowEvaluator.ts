import { LoggerService } from '@backstage/backend-plugin-api';
import {
  DecisionFlip,
  EvaluationRequest,
  PolicyFile,
} from '@internal/plugin-policies-common';
import {
  ConfiguredEngines,
  Deployments,
  EngineDecision,
  evaluateGuarded,
  redact,
  withDraft,
} from '@internal/plugin-policies-node';
import { ChangeStore } from '../ChangeStore';
import { ShadowCounter } from './ShadowCounter';

/*
 * Live requests of a set with a shadow are put aside, up to a bound, and asked again of the proposed
 * revision once a second in one draft: what serves is never held up, and what the proposal does wrong
 * stays in its draft. Beyond the bound requests are left out, so that the numbers are a sample then.
 */

const EVERY_MS = 1_000;
const MAX_PENDING = 500;
const AT_ONCE = 50;

interface Seen {
  request: EvaluationRequest;
  caller: string;
  decision: EngineDecision;
}

interface Shadow {
  change: string;
  push: number;
  set: string;
  revision: string;
  redact: string[];
  files: PolicyFile[];
  pending: Seen[];
}

/** Evaluates proposed revisions beside the active ones. */
export class ShadowEvaluator {
  private shadows = new Map<string, Shadow>();
  private timer?: NodeJS.Timeout;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly options: {
      store: ChangeStore;
      counter: ShadowCounter;
      deployments: Deployments;
      engines: ConfiguredEngines;
      logger: LoggerService;
      /** Called when numbers of a change moved. */
      onCounted(change: string): void;
    },
  ) {}

  start(): void {
    let busy = false;
    this.timer = setInterval(() => {
      if (!busy) {
        busy = true;
        this.running = this.tick().finally(() => {
          busy = false;
        });
      }
    }, EVERY_MS).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Decisions that were served; costs nothing for a set without a shadow. */
  observe(
    set: string,
    requests: EvaluationRequest[],
    decisions: EngineDecision[],
    caller: string,
  ): void {
    const shadow = this.shadows.get(set);
    if (!shadow) {
      return;
    }
    requests.forEach((request, index) => {
      const decision = decisions[index];
      if (decision.outcome !== 'error' && shadow.pending.length < MAX_PENDING) {
        shadow.pending.push({ request, caller, decision });
      }
    });
  }

  private async tick(): Promise<void> {
    try {
      await this.refresh();
      for (const shadow of this.shadows.values()) {
        if (shadow.pending.length) {
          await this.compare(shadow);
        }
      }
    } catch (error) {
      this.options.logger.warn(
        `proposed revisions cannot be evaluated beside the active ones: ${error}`,
      );
    }
  }

  private async refresh(): Promise<void> {
    const { store, deployments } = this.options;
    const next = new Map<string, Shadow>();
    for (const { id, push, set, revision } of await store.listShadows()) {
      const known = this.shadows.get(set);
      if (known?.change === id && known.push === push) {
        next.set(set, known);
        continue;
      }
      const detail = await deployments.getRevision(set, revision);
      const [stored] = await deployments.getSets([set]);
      next.set(set, {
        change: id,
        push,
        set,
        revision,
        redact: stored?.manifest.spec.redact ?? [],
        files: detail?.files ?? [],
        pending: [],
      });
    }
    this.shadows = next;
  }

  private async compare(shadow: Shadow): Promise<void> {
    const seen = shadow.pending.splice(0);
    const counts = {
      compared: 0,
      differed: 0,
      failed: 0,
      examples: [] as DecisionFlip[],
    };
    await withDraft(shadow.files, this.options.engines, async draft => {
      for (let start = 0; start < seen.length; start += AT_ONCE) {
        const chunk = seen.slice(start, start + AT_ONCE);
        const answers: Array<EngineDecision | undefined> = draft
          ? await evaluateGuarded(
              draft.compiled,
              chunk.map(({ request }) => request),
            )
          : [];
        chunk.forEach((one, index) => {
          counts.compared++;
          const would = answers[index];
          const was = one.decision;
          if (!would || would.outcome === 'error' || was.outcome === 'error') {
            counts.failed++;
          } else if (would.outcome !== was.outcome) {
            counts.differed++;
            counts.examples.unshift({
              request: redact(one.request, shadow.redact),
              caller: one.caller,
              before: was.outcome === 'allow',
              after: would.outcome === 'allow',
              policiesBefore: was.policies,
              policiesAfter: would.policies,
            });
          }
        });
      }
    });
    await this.options.counter.add(shadow.change, shadow.push, counts);
    this.options.onCounted(shadow.change);
  }
}
