import { useSignal } from '@backstage/plugin-signals-react';
import {
  ChangeDetail,
  CHANGES_SIGNAL_CHANNEL,
  PoliciesApi,
} from '@internal/plugin-policies-common';
import { useCallback, useEffect, useState } from 'react';
import { usePoliciesApi } from './usePoliciesApi';

/** Where signals do not come through, checks that run are looked at this often, and open changes. */
const POLL_CHECKS_MS = 2_000;
const POLL_OPEN_MS = 10_000;

/** One change, and what is done with it. */
export interface ChangeStateOfPage {
  value?: ChangeDetail;
  loading: boolean;
  /** Why it could not be read. */
  error?: Error;
  retry: () => void;
  /** Name of the action that is under way. */
  busy?: string;
  /** Why the last action failed. */
  failed?: Error;
  dismiss: () => void;
  /**
   * Does something with the change, one action at a time, and shows what it gives.
   *
   * @returns whether it succeeded
   */
  act: (
    name: string,
    action: (
      api: PoliciesApi,
      change: ChangeDetail,
    ) => Promise<ChangeDetail | undefined>,
  ) => Promise<boolean>;
}

/** One change, followed by signals, so that checks and reviews of others show by themselves. */
export function useChange(id: string): ChangeStateOfPage {
  const api = usePoliciesApi();
  const { lastSignal } = useSignal<{ change: string }>(CHANGES_SIGNAL_CHANNEL);
  const [state, setState] = useState<
    Pick<ChangeStateOfPage, 'value' | 'error' | 'loading'>
  >({ loading: true });
  const [action, setAction] = useState<
    Pick<ChangeStateOfPage, 'busy' | 'failed'>
  >({});
  const [attempt, setAttempt] = useState(0);
  const retry = useCallback(() => setAttempt(value => value + 1), []);

  useEffect(() => {
    let current = true;
    api.getChange(id).then(
      value => current && setState({ value, loading: false }),
      error =>
        current &&
        setState(old => ({
          // What was read stays: a call that fails later takes nothing away.
          value: old.value?.id === id ? old.value : undefined,
          error,
          loading: false,
        })),
    );
    return () => {
      current = false;
    };
  }, [api, id, attempt]);

  useEffect(() => {
    if (lastSignal?.change === id) {
      retry();
    }
  }, [lastSignal, id, retry]);

  const every = pollEvery(state.value);
  useEffect(() => {
    const timer =
      every &&
      setInterval(() => {
        if (!document.hidden) {
          retry();
        }
      }, every);
    return () => clearInterval(timer);
  }, [every, retry]);

  const { value } = state;
  const act = useCallback<ChangeStateOfPage['act']>(
    async (name, run) => {
      if (!value) {
        return false;
      }
      setAction({ busy: name });
      try {
        const next = await run(api, value);
        if (next) {
          setState({ value: next, loading: false });
        }
        setAction({});
        return true;
      } catch (error) {
        setAction({ failed: error as Error });
        retry();
        return false;
      }
    },
    [api, value, retry],
  );

  return {
    ...state,
    ...action,
    retry,
    dismiss: useCallback(() => setAction({}), []),
    act,
  };
}

function pollEvery(change: ChangeDetail | undefined): number | undefined {
  if (!change || !['draft', 'in-review', 'approved'].includes(change.state)) {
    return undefined;
  }
  return change.checks.pending ? POLL_CHECKS_MS : POLL_OPEN_MS;
}
