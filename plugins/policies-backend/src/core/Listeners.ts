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

  readonly tellSourceMoved: SourceFollower = async (...moved) => {
    for (const follow of this.followers) {
      await follow(...moved);
    }
  };
}
