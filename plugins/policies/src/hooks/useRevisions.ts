import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { usePoliciesApi } from './usePoliciesApi';

/** The revisions of a set, newest first. */
export function useRevisions(set: string) {
  const api = usePoliciesApi();
  return useAsyncRetry(
    async () => (await api.listRevisions(set)).items,
    [api, set],
  );
}
