import {
  SetListOptions,
  PolicySetSummary,
} from '@internal/plugin-policies-common';
import { useCallback } from 'react';
import { PagedList, PAGE_SIZE, useAllPages } from './useAllPages';
import { usePoliciesApi } from './usePoliciesApi';

/** All policy sets, or those of one owner or domain. */
export function useSets(
  options: Pick<SetListOptions, 'domain' | 'owner'> = {},
): PagedList<PolicySetSummary> {
  const api = usePoliciesApi();
  const { domain, owner } = options;
  return useAllPages(
    useCallback(
      cursor => api.listSets({ domain, owner, cursor, limit: PAGE_SIZE }),
      [api, domain, owner],
    ),
  );
}
