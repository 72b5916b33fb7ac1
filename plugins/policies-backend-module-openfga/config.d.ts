export interface Config {
  policies?: {
    engines?: {
      [name: string]: {
        /** Where OpenFGA answers over HTTP, for example http://localhost:8080. */
        url?: string;
        /** Pre-shared key, or token of a gateway: sent as bearer token. @visibility secret */
        token?: string;
        /** Sent where a gateway asks for it. */
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
        /** Checks in one call: at most `maxChecksPerBatchCheck` of the server. By default 50. */
        checksPerCall?: number;
        /** Results the server lists at most (`listObjectsMaxResults`, `listUsersMaxResults`). By default 1000. */
        searchResults?: number;
        /** First part of the names of the portal's stores. Two portals at one server need two. By default "portal". */
        storePrefix?: string;
      };
    };
  };
}
