import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { catalogGraphRelations } from './graphRelations';
import { entityPresentation } from './kindIcons';

/** Teaches the catalog the kinds of the portal. */
export const catalogModule = createFrontendModule({
  pluginId: 'catalog',
  extensions: [entityPresentation],
});

/** Teaches the catalog graph the relations of the portal. */
export const catalogGraphModule = createFrontendModule({
  pluginId: 'catalog-graph',
  extensions: [catalogGraphRelations],
});
