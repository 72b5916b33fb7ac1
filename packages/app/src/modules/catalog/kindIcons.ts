import { ApiBlueprint } from '@backstage/frontend-plugin-api';
import { DefaultEntityPresentationApi } from '@backstage/plugin-catalog';
import {
  catalogApiRef,
  entityPresentationApiRef,
} from '@backstage/plugin-catalog-react';
import { PolicyIcon, PolicySetIcon } from '@internal/plugin-policies';

/** Icons of the kinds `PolicySet` and `Policy`, wherever the catalog shows an entity. */
export const entityPresentation = ApiBlueprint.make({
  name: 'entity-presentation',
  params: defineParams =>
    defineParams({
      api: entityPresentationApiRef,
      deps: { catalogApi: catalogApiRef },
      factory: ({ catalogApi }) =>
        DefaultEntityPresentationApi.create({
          catalogApi,
          kindIcons: { PolicySet: PolicySetIcon, Policy: PolicyIcon },
        }),
    }),
});
