import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { usePoliciesApi } from './usePoliciesApi';

/** What the home page tells. */
export function useOverview() {
  const api = usePoliciesApi();
  return useAsyncRetry(() => api.getOverview(), [api]);
}
