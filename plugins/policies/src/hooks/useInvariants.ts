import { InvariantQuery } from '@internal/plugin-policies-common';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { usePoliciesApi } from './usePoliciesApi';

/** Invariants of active revisions, of a set or under a regulation. */
export function useInvariants({ set, regulation }: InvariantQuery) {
  const api = usePoliciesApi();
  return useAsyncRetry(
    async () => (await api.listInvariants({ set, regulation })).items,
    [api, set, regulation],
  );
}
