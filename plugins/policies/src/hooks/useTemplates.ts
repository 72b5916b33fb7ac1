import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { usePoliciesApi } from './usePoliciesApi';

/** Starter policy sets. */
export function useTemplates() {
  const api = usePoliciesApi();
  return useAsyncRetry(async () => (await api.listTemplates()).items, [api]);
}
