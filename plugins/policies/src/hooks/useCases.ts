import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { usePoliciesApi } from './usePoliciesApi';

/** The cases of a set with their last results. */
export function useCases(set: string) {
  const api = usePoliciesApi();
  return useAsyncRetry(
    async () => (await api.listCases(set)).items,
    [api, set],
  );
}
