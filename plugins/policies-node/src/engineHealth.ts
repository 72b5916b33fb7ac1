import {
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { EngineStatus } from '@internal/plugin-policies-common';

/** What the health endpoint of the backend tells of an engine. */
export type EngineHealth = Pick<EngineStatus, 'name' | 'state' | 'since'>;

/** Carries the state of the engines from the policies backend to the health of the whole backend. */
export interface EngineHealthService {
  report(engines: EngineHealth[]): void;
  /** @returns the last report; empty before the first */
  read(): EngineHealth[];
}

/** The one {@link EngineHealthService} of a backend. */
export const engineHealthServiceRef = createServiceRef<EngineHealthService>({
  id: 'policies.engine-health',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {},
      factory: () => {
        let last: EngineHealth[] = [];
        return {
          report: engines => {
            last = engines;
          },
          read: () => last,
        };
      },
    }),
});
