import {
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';

/** Carries what a plugin is not done with yet to the readiness of the whole backend. */
export interface ReadinessService {
  /**
   * Keeps the backend from being ready.
   *
   * @param reason - what is not done, in words for operators
   * @returns ends it
   */
  holdBack(reason: string): () => void;
  /** Why the backend is not ready; empty when nothing holds it back. */
  reasons(): string[];
  /** Tells of what is missing though the backend serves, in words for operators. */
  reportMissing(what: string): void;
  /** What is missing though the backend serves. */
  missing(): string[];
}

/** The one {@link ReadinessService} of a backend. */
export const readinessServiceRef = createServiceRef<ReadinessService>({
  id: 'policies.readiness',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {},
      factory: () => {
        const held = new Map<symbol, string>();
        const missing = new Set<string>();
        return {
          holdBack: reason => {
            const key = Symbol(reason);
            held.set(key, reason);
            return () => {
              held.delete(key);
            };
          },
          reasons: () => [...held.values()],
          reportMissing: what => {
            missing.add(what);
          },
          missing: () => [...missing],
        };
      },
    }),
});
