/** What somebody may be let do with decisions. */
export type DecisionRight = 'evaluate' | 'search';

/** Who asks for decisions, whatever door it came by; known to no framework. */
export interface DecisionCaller {
  /** Entity reference of a person, or the subject of a service's token. */
  readonly ref: string;
  /** Name of the door it came by. */
  readonly via: string;
  /** In whose turns it is served: all of one share wait for each other. By default whoever asks. */
  readonly share: string;
  /** Whether it has a right: at once where that is known. */
  may(right: DecisionRight): boolean | Promise<boolean>;
}
