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
  /** Files whose invariants the response tells. */
  files?: PolicyFile[];
  /** Files whose findings it tells: those take longer, and come later. */
  findingsOf?: PolicyFile[];
  /** Why there is no newer answer. */
  error?: Error;
  running: boolean;
  /** Asks at once. */
  askNow(): void;
}

/**
 * Asks about all requests of a draft as it is typed: each change waits 600 ms and aborts what is under way; the
 * last answer stays until there is another. Invariants are asked first, as there are fewer questions about them.
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
        const { signal } = controller;
        const told = await api.proveDraft(
          { files, parts: ['invariants'] },
          { signal },
        );
        if (signal.aborted) {
          return;
        }
        if (hasErrors(told)) {
          setState({
            response: told,
            files,
            findingsOf: files,
            running: false,
          });
          return;
        }
        setState(old => ({
          response: { ...told, findings: old.response?.findings },
          files,
          findingsOf: old.findingsOf,
          running: true,
        }));
        const found = await api.proveDraft(
          { files, parts: ['findings'] },
          { signal },
        );
        if (!signal.aborted) {
          const limits = [...new Set([...told.limits, ...found.limits])];
          setState({
            response: { ...told, findings: found.findings, limits },
            files,
            findingsOf: files,
            running: false,
          });
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

/** A draft that does not compile tells nothing else. */
export function hasErrors({ diagnostics }: PlaygroundProofResponse): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}
