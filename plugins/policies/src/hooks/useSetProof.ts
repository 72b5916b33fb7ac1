import { SetProof } from '@internal/plugin-policies-common';
import { useCallback, useEffect, useState } from 'react';
import { usePoliciesApi } from './usePoliciesApi';

/** A set that is being looked at is asked for again this often. */
const EVERY_MS = 3_000;

/** What is known of the active revision of a set for all requests. */
export interface SetProofState {
  value?: SetProof;
  loading: boolean;
  error?: Error;
  retry: () => void;
}

/** What is known of a set for all requests; asks again until it was looked at. */
export function useSetProof(set: string): SetProofState {
  const api = usePoliciesApi();
  const [state, setState] = useState<Omit<SetProofState, 'retry'>>({
    loading: true,
  });
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    let current = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      try {
        const value = await api.getSetProof(set);
        if (current) {
          setState({ value, loading: false });
          askAgain(value.state === 'waiting');
        }
      } catch (error) {
        if (current) {
          setState(old => ({
            // What was told stays while nothing newer can be had.
            value: old.value?.set === set ? old.value : undefined,
            error: error as Error,
            loading: false,
          }));
        }
      }
    };
    // A declaration, as the two call each other.
    function askAgain(wanted: boolean) {
      if (wanted) {
        timer = setTimeout(
          () => (document.hidden ? askAgain(true) : ask()),
          EVERY_MS,
        );
      }
    }
    ask();
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [api, set, attempt]);

  return {
    ...state,
    value: state.value?.set === set ? state.value : undefined,
    retry: useCallback(() => {
      setState(old => ({ ...old, error: undefined, loading: true }));
      setAttempt(value => value + 1);
    }, []),
  };
}
