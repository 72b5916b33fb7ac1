import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { usePoliciesApi } from './usePoliciesApi';

/** The configured engines and how they do. */
export function useEngines() {
  const api = usePoliciesApi();
  return useAsyncRetry(async () => (await api.listEngines()).items, [api]);
}
