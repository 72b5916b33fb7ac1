import {
  DecisionObserver,
  SourceFollower,
} from '@internal/plugin-policies-node';

/** Whom the core tells of decisions and of what sources hold. */
export class Listeners {
  private readonly observers: DecisionObserver[] = [];
  private readonly followers: SourceFollower[] = [];

  addObserver(observer: DecisionObserver): void {
    this.observers.push(observer);
  }

  addFollower(follower: SourceFollower): void {
    this.followers.push(follower);
  }

  readonly tellDecided: DecisionObserver = (...decided) => {
    for (const observe of this.observers) {
      observe(...decided);
    }
  };

  /** @returns whether anybody took it up: where no feature does, nothing becomes of it */
  async tellSourceMoved(
    ...moved: Parameters<SourceFollower>
  ): Promise<boolean> {
    for (const follow of this.followers) {
      await follow(...moved);
    }
    return this.followers.length > 0;
  }
}
