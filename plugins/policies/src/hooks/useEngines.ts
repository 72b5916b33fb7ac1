import { EngineStatus } from '@internal/plugin-policies-common';
import { useCallback, useEffect, useRef, useState } from 'react';
import { usePoliciesApi } from './usePoliciesApi';

/** The configured engines and how they do. */
export interface EnginesState {
  /** What was told last; stays when nothing newer can be had. */
  value?: EngineStatus[];
  /** True until there was a first answer, or while it is asked for again. */
  loading: boolean;
  /** Why the last call gave nothing. */
  error?: Error;
  /** ISO time at which the value was told. */
  freshAt?: string;
  retry: () => void;
  /** Takes over what is known of one engine before the next call. */
  update: (engine: EngineStatus) => void;
}

/**
 * The configured engines and how they do.
 *
 * @param options - `everyMs`: asks again after so many milliseconds, as long as the page is seen;
 *   by default once
 */
export function useEngines(options: { everyMs?: number } = {}): EnginesState {
  const { everyMs } = options;
  const api = usePoliciesApi();
  const [state, setState] = useState<
    Pick<EnginesState, 'value' | 'error' | 'freshAt'>
  >({});
  const [asking, setAsking] = useState(true);
  const [attempt, setAttempt] = useState(0);
  const updates = useRef(0);

  useEffect(() => {
    let current = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      const before = updates.current;
      try {
        const { items } = await api.listEngines();
        // An answer from before a repair knows nothing of it.
        if (current && before === updates.current) {
          setState({ value: items, freshAt: new Date().toISOString() });
        }
      } catch (error) {
        if (current) {
          setState(old => ({ ...old, error: error as Error }));
        }
      }
      if (current) {
        setAsking(false);
        askLater();
      }
    };
    // A declaration, as the two call each other.
    function askLater() {
      if (everyMs) {
        timer = setTimeout(
          () => (document.hidden ? askLater() : ask()),
          everyMs,
        );
      }
    }
    setAsking(true);
    ask();
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [api, attempt, everyMs]);

  return {
    ...state,
    loading: asking && !state.value,
    retry: useCallback(() => setAttempt(value => value + 1), []),
    update: useCallback((engine: EngineStatus) => {
      updates.current++;
      setState(old => ({
        ...old,
        value: old.value?.map(item =>
          item.name === engine.name ? engine : item,
        ),
      }));
    }, []),
  };
}
