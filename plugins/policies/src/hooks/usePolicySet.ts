import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { usePoliciesApi } from './usePoliciesApi';

/** One policy set with what its page shows. */
export function usePolicySet(set: string) {
  const api = usePoliciesApi();
  return useAsyncRetry(() => api.getSet(set), [api, set]);
}
