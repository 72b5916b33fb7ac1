import { useApi } from '@backstage/core-plugin-api';
import {
  PlaygroundProofResponse,
  PolicyFile,
} from '@internal/plugin-policies-common';
import { useCallback, useEffect, useRef, useState } from 'react';
import { policiesApiRef } from '../api';

const DEBOUNCE_MS = 600;

/** What is known of a draft for all requests, and how fresh that is. */
export interface PlaygroundProofState {
  /** Stays while a newer one is on its way. */
  response?: PlaygroundProofResponse;
  /** Files that the response is about. */
  files?: PolicyFile[];
  /** Why there is no newer answer. */
  error?: Error;
  running: boolean;
  /** Asks at once. */
  askNow(): void;
}

/**
 * Asks about all requests of a draft as it is typed: each change waits 600 ms and aborts what is under way; the
 * last answer stays until there is another.
 *
 * @param enabled - something may be known of such a set
 */
export function usePlaygroundProof(
  files: PolicyFile[],
  enabled: boolean,
): PlaygroundProofState {
  const api = useApi(policiesApiRef);
  const [state, setState] = useState<Omit<PlaygroundProofState, 'askNow'>>({
    running: false,
  });
  const [nonce, setNonce] = useState(0);
  const askedNonce = useRef(0);

  useEffect(() => {
    if (!enabled) {
      return undefined;
    }
    const controller = new AbortController();
    setState(old => ({ ...old, running: true }));
    const delay = askedNonce.current === nonce ? DEBOUNCE_MS : 0;
    askedNonce.current = nonce;
    const timer = setTimeout(async () => {
      try {
        const response = await api.proveDraft(
          { files },
          { signal: controller.signal },
        );
        if (!controller.signal.aborted) {
          setState({ response, files, running: false });
        }
      } catch (error) {
        if (!controller.signal.aborted) {
          setState(old => ({ ...old, error: error as Error, running: false }));
        }
      }
    }, delay);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [api, files, enabled, nonce]);

  return { ...state, askNow: useCallback(() => setNonce(n => n + 1), []) };
}
