import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { usePoliciesApi } from './usePoliciesApi';

/** Every switch of the active revision of a set, newest first. */
export function useHistory(set: string) {
  const api = usePoliciesApi();
  return useAsyncRetry(
    async () => (await api.listHistory(set)).items,
    [api, set],
  );
}
