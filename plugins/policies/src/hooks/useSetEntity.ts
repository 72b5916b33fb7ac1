import { useApi } from '@backstage/core-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';

/** Catalog entity of a set; undefined while it is not in the catalog. */
export function useSetEntity(set: string) {
  const catalogApi = useApi(catalogApiRef);
  return useAsyncRetry(
    () =>
      catalogApi.getEntityByRef({
        kind: 'PolicySet',
        namespace: 'default',
        name: set,
      }),
    [catalogApi, set],
  );
}
