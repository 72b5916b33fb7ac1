import {
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import type { IncomingMessage, ServerResponse } from 'http';

/**
 * Answers requests before the Express stack of the backend sees them.
 *
 * @param rest - gives the request to the stack; called later by a handler that took the request on
 * @returns false for requests that are left to the stack at once
 */
export type LeanHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  rest: () => void,
) => boolean;

/** A leaner way into the backend than its Express stack, for routes that are asked very often. */
export interface LeanEntryService {
  /** False where the backend's HTTP server has no such way in. */
  readonly available: boolean;
  /**
   * Sets the one handler.
   *
   * @returns takes it away again
   */
  use(handler: LeanHandler): () => void;
}

/** The {@link LeanEntryService} of a backend; without a factory for it everything takes the stack. */
export const leanEntryServiceRef = createServiceRef<LeanEntryService>({
  id: 'policies.lean-entry',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {},
      factory: () => ({ available: false, use: () => () => {} }),
    }),
});
