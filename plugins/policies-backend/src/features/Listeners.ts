import { LoggerService } from '@backstage/backend-plugin-api';
import {
  DecisionObserver,
  SourceFollower,
} from '@internal/plugin-policies-node';

const WARN_EVERY_MS = 10_000;

/** Those of one feature; they are told nothing while it is out. */
export interface FeatureListeners {
  observers: DecisionObserver[];
  followers: SourceFollower[];
  isOut(): boolean;
}

/** Whom the core tells of decisions and of what sources hold. */
export class Listeners {
  private readonly all: FeatureListeners[] = [];
  private warnedAt = -Infinity;

  constructor(private readonly logger: LoggerService) {}

  add(listeners: FeatureListeners): void {
    this.all.push(listeners);
  }

  readonly tellDecided: DecisionObserver = (...decided) => {
    for (const { observers, isOut } of this.all) {
      if (observers.length && !isOut()) {
        observers.forEach(observe => this.tell(observe, decided));
      }
    }
  };

  /** What is decided is decided, whatever an observer makes of it. */
  private tell(
    observe: DecisionObserver,
    decided: Parameters<DecisionObserver>,
  ): void {
    try {
      observe(...decided);
    } catch (error) {
      if (performance.now() - this.warnedAt > WARN_EVERY_MS) {
        this.warnedAt = performance.now();
        this.logger.error(
          `a feature that observes decisions failed: ${error}`,
          error as Error,
        );
      }
    }
  }

  /** @returns whether anybody took it up: where no feature does, nothing becomes of it */
  async tellSourceMoved(
    ...moved: Parameters<SourceFollower>
  ): Promise<boolean> {
    const followers = this.all
      .filter(({ isOut }) => !isOut())
      .flatMap(listeners => listeners.followers);
    for (const follow of followers) {
      await follow(...moved);
    }
    return followers.length > 0;
  }
}
