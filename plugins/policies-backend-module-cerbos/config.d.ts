export interface Config {
  policies?: {
    engines?: {
      [name: string]: {
        /** Where Cerbos answers over HTTP, for example http://localhost:3592. */
        url?: string;
        /** Credentials of the admin API, which takes the policies. */
        admin?: {
          username?: string;
          /** @visibility secret */
          password?: string;
        };
        /** Sent as bearer token with each decision, where a gateway asks for one. @visibility secret */
        token?: string;
        /** Sent with each decision, where a gateway asks for it. */
        basic?: {
          username?: string;
          /** @visibility secret */
          password?: string;
        };
        /** Further headers. @visibility secret */
        headers?: { [name: string]: string };
        tls?: {
          /** Certificate of the authority to trust, in PEM. */
          ca?: string;
        };
        /** For one call with its retries. By default 2000. */
        timeoutMs?: number;
        /** Of calls that change nothing. By default 2. */
        retries?: number;
        /** Connections kept open. By default 16. */
        connections?: number;
        /** Calls under way at once; further ones wait. By default 64. */
        maxConcurrent?: number;
        /** Calls that wait; further ones are refused. By default 512. */
        maxQueued?: number;
        /** Longer answers are dropped. By default 5000000. */
        maxResponseBytes?: number;
        /** Requests of one subject in one call: at most `server.requestLimits.maxResourcesPerRequest` of the server. By default 50. */
        resourcesPerCall?: number;
        /** Where drafts are checked and evaluated, never the live policies. */
        sandbox?: {
          /** A Cerbos server with `server.playgroundEnabled`. By default the portal starts one itself. */
          url?: string;
          /** Program to start. By default CERBOS_BIN, then what `yarn engines install` got, then `cerbos` on the PATH. */
          binary?: string;
          /** Drafts at work at once. By default 4. */
          concurrency?: number;
          /** Processor time of a draft, at most four times as long by the clock; where processor time is not told, time by the clock. One that takes longer is given up, and a sandbox of the portal's own started anew. By default 5000. */
          timeoutMs?: number;
          /** Memory of the sandbox of the portal's own in megabytes; one that needs more is ended and started anew. By default 512. */
          memoryMb?: number;
        };
      };
    };
  };
}
