import { DecisionHouse } from './DecisionHouse';

/** A way in for decisions: HTTP, its lean way, gRPC. A feature returns those it has from `create`, as `doors`. */
export interface Door {
  /** Unique; callers that came by it say so in the log and in metrics. */
  readonly name: string;
  /** Begins to let callers in; called once the portal decides. Where it throws, the other doors stay open. */
  open(house: DecisionHouse): Promise<void> | void;
  /** Lets nobody in any more; resolves when whoever is in has an answer. Called where `open` threw, too. */
  drain(): Promise<void> | void;
}
