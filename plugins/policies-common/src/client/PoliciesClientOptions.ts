/** Options of {@link PoliciesClient}. */
export interface PoliciesClientOptions {
  /** Says where the policies backend is: the discovery API of a frontend, or the discovery service of a backend. */
  discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  /** By default the `fetch` of the platform; that of a frontend adds who is signed in. */
  fetchApi?: { fetch: typeof fetch };
  /** Gives the bearer token of the next request; frontends leave it out. */
  getToken?(): Promise<{ token: string }>;
  /** Milliseconds after which a request without an answer ends; by default it waits. */
  timeoutMs?: number;
}
