import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { usePoliciesApi } from './usePoliciesApi';

/** One policy with its files and cases. */
export function usePolicy(set: string, policy: string) {
  const api = usePoliciesApi();
  return useAsyncRetry(() => api.getPolicy(set, policy), [api, set, policy]);
}
