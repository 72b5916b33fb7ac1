import {
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';

/** Time as one process sees it; the clocks of two replicas agree on nothing. */
export interface Clock {
  /** Whole milliseconds since 1970. It is set by people and programs, so it says when and never how long. */
  now(): number;
  /** Milliseconds from no certain moment, that only ever go on: how long something takes. */
  steady(): number;
  /**
   * Does something again and again.
   *
   * @returns ends it
   */
  every(milliseconds: number, act: () => void): () => void;
}

/** The clock of the machine; what it repeats keeps no process alive. */
export const machineClock: Clock = {
  now: () => Date.now(),
  steady: () => performance.now(),
  every: (milliseconds, act) => {
    const timer = setInterval(act, milliseconds).unref();
    return () => clearInterval(timer);
  },
};

/** The {@link Clock} of the plugin: that of the machine, unless a test takes it over. */
export const clockServiceRef = createServiceRef<Clock>({
  id: 'policies.clock',
  defaultFactory: async service =>
    createServiceFactory({ service, deps: {}, factory: () => machineClock }),
});
