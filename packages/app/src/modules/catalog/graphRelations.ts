import { ApiBlueprint } from '@backstage/frontend-plugin-api';
import {
  ALL_RELATION_PAIRS,
  ALL_RELATIONS,
  catalogGraphApiRef,
  DefaultCatalogGraphApi,
} from '@backstage/plugin-catalog-graph';
import {
  RELATION_CONSUMES_POLICY,
  RELATION_POLICY_CONSUMED_BY,
} from '@internal/plugin-policies-common';

/** Has the catalog graph know who consumes which policies. */
export const catalogGraphRelations = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: catalogGraphApiRef,
      deps: {},
      factory: () =>
        new DefaultCatalogGraphApi({
          knownRelations: [
            ...ALL_RELATIONS,
            RELATION_CONSUMES_POLICY,
            RELATION_POLICY_CONSUMED_BY,
          ],
          knownRelationPairs: [
            ...ALL_RELATION_PAIRS,
            [RELATION_CONSUMES_POLICY, RELATION_POLICY_CONSUMED_BY],
          ],
          defaultRelationTypes: { exclude: [] },
        }),
    }),
});
