export interface Config {
  policies?: {
    engines?: {
      [name: string]: {
        /** Identifier of the decision point, for example https://pdp.example/tenants/one. Discovery stands before its path. */
        url?: string;
        /** Sent as bearer token. @visibility secret */
        token?: string;
        /** Sent instead of a token. */
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
        /** Of calls that failed; asking changes nothing. By default 2. */
        retries?: number;
        /** Connections kept open. By default 16. */
        connections?: number;
        /** Calls under way at once; further ones wait. By default 64. */
        maxConcurrent?: number;
        /** Calls that wait; further ones are refused. By default 512. */
        maxQueued?: number;
        /** Longer answers are dropped. By default 5000000. */
        maxResponseBytes?: number;
        /** Requests in one batch; Cerbos takes 50. By default 50. */
        batchSize?: number;
        /** Calls at once for one batch of the portal. By default 8. */
        concurrency?: number;
        /** Discovery is looked at again after this time, and when a call failed. By default 300. */
        discoverySeconds?: number;
      };
    };
  };
}
