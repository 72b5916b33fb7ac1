import { useSignal } from '@backstage/plugin-signals-react';
import {
  ChangeListOptions,
  ChangePage,
  CHANGES_SIGNAL_CHANNEL,
} from '@internal/plugin-policies-common';
import { useCallback, useEffect, useState } from 'react';
import { usePoliciesApi } from './usePoliciesApi';

/** Signals in a row are answered by one call. */
const SETTLE_MS = 500;

/** A list of changes that grows by pages and follows what happens. */
export interface ChangesState {
  value?: ChangePage;
  loading: boolean;
  error?: Error;
  retry: () => void;
  /** Loads the next page; undefined on the last. */
  more?: () => void;
}

/** Changes that match filters, newest first. */
export function useChanges(
  options: Omit<ChangeListOptions, 'cursor'>,
): ChangesState {
  const api = usePoliciesApi();
  const { lastSignal } = useSignal(CHANGES_SIGNAL_CHANNEL);
  const [state, setState] = useState<Omit<ChangesState, 'retry' | 'more'>>({
    loading: true,
  });
  const [attempt, setAttempt] = useState(0);
  const key = JSON.stringify(options);

  useEffect(() => {
    let current = true;
    setState(old => ({ ...old, loading: true, error: undefined }));
    api.listChanges(JSON.parse(key)).then(
      value => current && setState({ value, loading: false }),
      error => current && setState({ error, loading: false }),
    );
    return () => {
      current = false;
    };
  }, [api, key, attempt]);

  useEffect(() => {
    if (!lastSignal) {
      return undefined;
    }
    const timer = setTimeout(() => setAttempt(value => value + 1), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [lastSignal]);

  const cursor = state.value?.nextCursor;
  const more = useCallback(async () => {
    setState(old => ({ ...old, loading: true }));
    try {
      const page = await api.listChanges({ ...JSON.parse(key), cursor });
      setState(({ value }) => ({
        value: { ...page, items: [...(value?.items ?? []), ...page.items] },
        loading: false,
      }));
    } catch (error) {
      setState(old => ({ ...old, error: error as Error, loading: false }));
    }
  }, [api, key, cursor]);

  return {
    ...state,
    retry: useCallback(() => setAttempt(value => value + 1), []),
    more: cursor === undefined ? undefined : more,
  };
}
