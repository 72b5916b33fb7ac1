import { ProofCalls } from './ProofCalls';

/** What can be asked of the policies backend. */
export type PoliciesApi = { [Call in keyof ProofCalls]: ProofCalls[Call] };

/**
 * Client of the policies backend for frontends and backends; its calls stand by area in the classes that
 * it extends. Calls throw a `ResponseError` with the message of the backend.
 *
 * @example
 * In a backend, for the plugin itself:
 * ```ts
 * const client = new PoliciesClient({
 *   discoveryApi: discovery,
 *   getToken: async () =>
 *     auth.getPluginRequestToken({
 *       onBehalfOf: await auth.getOwnServiceCredentials(),
 *       targetPluginId: 'policies',
 *     }),
 *   timeoutMs: 30_000,
 * });
 * ```
 */
export class PoliciesClient extends ProofCalls implements PoliciesApi {}
