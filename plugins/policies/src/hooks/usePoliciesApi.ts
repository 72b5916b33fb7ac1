import { useApi } from '@backstage/core-plugin-api';
import { policiesApiRef } from '../api';

/** The client of the policies backend. */
export function usePoliciesApi() {
  return useApi(policiesApiRef);
}
