import { discoveryApiRef, fetchApiRef } from '@backstage/core-plugin-api';
import { ApiBlueprint } from '@backstage/frontend-plugin-api';
import { PoliciesClient } from '@internal/plugin-policies-common';
import { policiesApiRef } from '../api';

export const policiesApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: policiesApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: ({ discoveryApi, fetchApi }) =>
        new PoliciesClient({ discoveryApi, fetchApi }),
    }),
});
