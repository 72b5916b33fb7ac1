import {
  PolicyListOptions,
  PolicySummary,
} from '@internal/plugin-policies-common';
import { useCallback } from 'react';
import { PagedList, PAGE_SIZE, useAllPages } from './useAllPages';
import { usePoliciesApi } from './usePoliciesApi';

/** All policies, or those of one owner or domain. */
export function usePolicies(
  options: Pick<PolicyListOptions, 'domain' | 'owner'> = {},
): PagedList<PolicySummary> {
  const api = usePoliciesApi();
  const { domain, owner } = options;
  return useAllPages(
    useCallback(
      cursor => api.listPolicies({ domain, owner, cursor, limit: PAGE_SIZE }),
      [api, domain, owner],
    ),
  );
}
