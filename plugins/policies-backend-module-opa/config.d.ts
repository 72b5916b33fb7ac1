export interface Config {
  policies?: {
    engines?: {
      [name: string]: {
        /** Address of the OPA server, or of a balancer before several. */
        url?: string;
        /**
         * Bearer token for it.
         * @visibility secret
         */
        token?: string;
        /** User and password for it, instead of a token. */
        basic?: {
          username: string;
          /** @visibility secret */
          password: string;
        };
        /** Headers sent with each call. */
        headers?: { [name: string]: string };
        tls?: {
          /** Certificate of the authority that signed the server's, in PEM. */
          ca?: string;
        };
        /** A call with its retries takes no longer. By default 2000. */
        timeoutMs?: number;
        /** Retries of calls that change nothing. By default 2. */
        retries?: number;
        /** Connections kept open. By default 16. */
        connections?: number;
        /** Calls under way at once. By default 64. */
        maxConcurrent?: number;
        /** Calls that may wait for their turn. By default 512. */
        maxQueued?: number;
        /** A longer answer is a fault. By default 5000000. */
        maxResponseBytes?: number;
        /** OPA must serve a new revision within this time. By default 15000. */
        publishTimeoutMs?: number;
        /** Where policies are checked and drafts evaluated. */
        sandbox?: {
          /** Path of the program `opa`; by default where `yarn engines install` puts it, else on the PATH. */
          binary?: string;
          /** Processes at once. By default 2. */
          concurrency?: number;
          /** A process that takes more processor time is ended, or ten times as long by the clock. By default 5000. */
          timeoutMs?: number;
          /** A process that needs more memory is ended, in megabytes, at least 160. By default 512. */
          memoryMb?: number;
        };
      };
    };
  };
}
