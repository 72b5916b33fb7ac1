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
        /** What decides about all requests at once: `cedar symcc` with a solver. `false` turns it off. */
        analyzer?:
          | false
          | {
              /** Path of `cedar` 4.14, built with the feature `analyze`; by default where it is found. */
              binary?: string;
              /** Path of cvc5 1.3.1; by default where it is found. */
              solver?: string;
              /** Questions that are asked at once, each behind what decides. By default 1. */
              atOnce?: number;
              /** Memory that a question may take. By default 1024. */
              memoryMb?: number;
              /** Processor time that a question may take. By default 60. */
              timeoutSeconds?: number;
            };
      };
    };
  };
}
