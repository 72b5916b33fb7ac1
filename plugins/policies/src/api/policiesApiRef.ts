import { createApiRef } from '@backstage/frontend-plugin-api';
import { PoliciesApi } from '@internal/plugin-policies-common';

/** Reference to the client of the policies backend. */
export const policiesApiRef = createApiRef<PoliciesApi>().with({
  id: 'plugin.policies.client',
  pluginId: 'policies',
});
