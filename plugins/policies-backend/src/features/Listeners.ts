import {
  DecisionObserver,
  SourceFollower,
} from '@internal/plugin-policies-node';

/** Those of one feature; they are told nothing while it is out. */
export interface FeatureListeners {
  observers: DecisionObserver[];
  followers: SourceFollower[];
  isOut(): boolean;
}

/** Whom the core tells of decisions and of what sources hold. */
export class Listeners {
  private readonly all: FeatureListeners[] = [];

  add(listeners: FeatureListeners): void {
    this.all.push(listeners);
  }

  readonly tellDecided: DecisionObserver = (...decided) => {
    for (const { observers, isOut } of this.all) {
      if (observers.length && !isOut()) {
        observers.forEach(observe => observe(...decided));
      }
    }
  };

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
