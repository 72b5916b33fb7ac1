import { useSignal } from '@backstage/plugin-signals-react';
import { JOURNEYS_SIGNAL_CHANNEL } from '@internal/plugin-policies-common';
import { useEffect } from 'react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { usePoliciesApi } from './usePoliciesApi';

/** Signals in a row are answered by one call. */
const SETTLE_MS = 2_000;

/** How far each domain is. */
export function useBoard() {
  const api = usePoliciesApi();
  const { lastSignal } = useSignal(JOURNEYS_SIGNAL_CHANNEL);
  const state = useAsyncRetry(() => api.getBoard(), [api]);
  const { retry } = state;
  useEffect(() => {
    const timer = lastSignal ? setTimeout(retry, SETTLE_MS) : undefined;
    return () => clearTimeout(timer);
    // A new `retry` comes with each answer and must not ask again.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [lastSignal]);
  return state;
}
