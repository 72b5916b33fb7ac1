import { useApi } from '@backstage/core-plugin-api';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { policiesApiRef } from '../api';

/** Active revision of a set with its files. */
export function usePlaygroundRevision(set: string) {
  const api = useApi(policiesApiRef);
  return useAsyncRetry(() => api.getRevision(set, 'active'), [api, set]);
}
