/** What an engine can do beyond deciding; a driver declares it and the portal shows it. */
export const ENGINE_CAPABILITIES = {
  explain: 'says which policies decided, and which did not apply',
  vocabulary: 'says what a request may hold, for forms and completion',
  search: 'finds subjects, resources and actions',
  coverage: 'tells which lines decided and which never did',
  nativeTests: "runs the tests of the engine's own format",
  publish: 'serves revisions that the portal puts there',
} as const;

export type EngineCapability = keyof typeof ENGINE_CAPABILITIES;

/**
 * How an engine does: `up`; `degraded` when it answers but a set drifted, or when some of its calls
 * fail; `down` when it cannot serve.
 */
export type EngineState = 'up' | 'degraded' | 'down' | 'unknown';

/** A set whose engine does not hold the active revision. */
export interface EngineDrift {
  set: string;
  /** Active revision: sha256 in hex. */
  expected: string;
  /** What the engine serves instead, as far as it tells; absent when the revision is missing there. */
  actual?: string;
  /** Names the difference. */
  message: string;
}

/** An engine and how it does. */
export interface EngineStatus {
  name: string;
  driver: string;
  capabilities: EngineCapability[];
  state: EngineState;
  /** ISO time since which it is in this state. */
  since?: string;
  /** ISO time of the last check. */
  checkedAt?: string;
  /** Median time of the last answers in milliseconds: of calls for remote engines, else of health checks. */
  latencyMs?: number;
  /** Why it is down or degraded and how to recover. */
  message?: string;
  version?: string;
  /** Remote engines: where it is, without credentials. */
  url?: string;
  /** Remote engines: `open` while calls are refused at once because the last ones failed. */
  circuit?: 'closed' | 'half-open' | 'open';
  /** Sets whose active revision it serves. */
  sets: number;
  /** Revision that is active, by set. */
  revisions: Array<{ set: string; revision: string }>;
  drift: EngineDrift[];
}
