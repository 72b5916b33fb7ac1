import { ChangeDetail } from '@internal/plugin-policies-common';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { usePoliciesApi } from './usePoliciesApi';

/** How the proposed revision of a change differs from its base. */
export function useChangeDifference({
  id,
  revision,
  base,
}: Pick<ChangeDetail, 'id' | 'revision' | 'base'>) {
  const api = usePoliciesApi();
  return useAsyncRetry(
    () => api.getChangeDifference(id),
    [api, id, revision, base],
  );
}
