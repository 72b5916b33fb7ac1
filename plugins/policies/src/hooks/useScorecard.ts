import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { usePoliciesApi } from './usePoliciesApi';

/** What a set has of what it should have. */
export function useScorecard(set: string) {
  const api = usePoliciesApi();
  return useAsyncRetry(() => api.getScorecard(set), [api, set]);
}
