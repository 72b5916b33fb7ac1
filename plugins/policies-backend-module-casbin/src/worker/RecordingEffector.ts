import { DefaultEffector, Effect, Effector, EffectorStream } from 'casbin';

/** What became of one rule for one request. */
export interface RuleOutcome {
  /** Position among the rules. */
  index: number;
  effect: Effect;
  /** Attribute the rule reads and the request lacks: then its effect does not count. */
  missing?: string;
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
   * @param takeMissing - gives the first attribute that was read and missing since the last call
   * @param rules - how many rules there are
   */
  constructor(
    private readonly takeMissing: () => string | undefined,
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
        const missing = this.takeMissing();
        const effect = missing === undefined ? given : Effect.Indeterminate;
        outcomes.push({ index: outcomes.length, effect, missing });
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
