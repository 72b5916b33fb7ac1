export interface Config {
  policies?: {
    engines?: {
      [name: string]: {
        /** Threads that serve live sets; each holds all sets. By default as many as processors, at most 4. */
        liveWorkers?: number;
        /** Drafts that can be evaluated at once. By default 2. */
        draftWorkers?: number;
        /** A decision that takes more processor time is an error and its worker is replaced. By default 2000. */
        decisionTimeoutMs?: number;
        /** Processor time; a compilation that takes more is refused. By default 20000. */
        compileTimeoutMs?: number;
        /** Processor time that a call of a draft may take. By default 5000. */
        draftTimeoutMs?: number;
        /** Bound of the JavaScript heap of each worker. By default 512. */
        workerMemoryMb?: number;
      };
    };
  };
}
