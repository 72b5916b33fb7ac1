export interface Config {
  policies?: {
    proof?: {
      /**
       * Seconds that the proof of a change may take; what is left then is undecided.
       * By default 120.
       */
      seconds?: number;
      /** Most requests that are tried where nothing can be proven. By default 4000. */
      requests?: number;
      /**
       * Groups that have to approve a change of a set that serves a regulation, unless it is proven that
       * nothing denied becomes allowed. It takes another person than whoever approves for the owner.
       */
      approvals?: Array<{
        /** Name of a regulation, which covers its parts, or the beginning of names followed by `*`. */
        regulation: string;
        /** Entity reference of a group. */
        group: string;
      }>;
    };
  };
}
