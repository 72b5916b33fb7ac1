import { DefaultEffector, Effect, Effector, EffectorStream } from 'casbin';

/** What became of one rule for one request. */
export interface RuleOutcome {
  /** Position among the rules. */
  index: number;
  effect: Effect;
  /** What is in the way of working the rule out: then its effect does not count. */
  problem?: string;
}

/** Beyond this many rules, evaluation stops once the decision is known. */
const RECORD_ALL_UP_TO = 2_000;

/**
 * Casbin stops at the rule that settles a decision and names that one only. This effector has it go on,
 * and keeps what every rule said.
 */
export class RecordingEffector implements Effector {
  private readonly inner = new DefaultEffector();
  outcomes: RuleOutcome[] = [];

  /**
   * @param takeProblem - gives the first problem since the last call
   * @param rules - how many rules there are
   */
  constructor(
    private readonly takeProblem: () => string | undefined,
    private readonly rules: number,
  ) {}

  newStream(expression: string): EffectorStream {
    const stream = this.inner.newStream(expression);
    const outcomes: RuleOutcome[] = [];
    this.outcomes = outcomes;
    let settled = false;
    return {
      current: () => stream.current(),
      pushEffect: (given: Effect): [boolean, boolean, boolean] => {
        const problem = this.takeProblem();
        const effect = problem === undefined ? given : Effect.Indeterminate;
        outcomes.push({ index: outcomes.length, effect, problem });
        if (settled) {
          return [stream.current(), false, false];
        }
        const [result, recorded, done] = stream.pushEffect(effect);
        settled = done;
        return [result, recorded, done && this.rules > RECORD_ALL_UP_TO];
      },
    };
  }
}
