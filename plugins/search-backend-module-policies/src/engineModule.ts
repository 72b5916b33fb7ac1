import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { PgSearchEngine } from '@backstage/plugin-search-backend-module-pg';
import { LunrSearchEngine } from '@backstage/plugin-search-backend-node';
import { searchEngineRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import { RankedSearchEngine } from './engine/RankedSearchEngine';

/** Searches in Postgres where that is the database, else in memory, with deprecated policies last. */
export const searchModuleRankedEngine = createBackendModule({
  pluginId: 'search',
  moduleId: 'ranked-engine',
  register(registration) {
    registration.registerInit({
      deps: {
        config: coreServices.rootConfig,
        database: coreServices.database,
        logger: coreServices.logger,
        registry: searchEngineRegistryExtensionPoint,
      },
      async init({ config, database, logger, registry }) {
        registry.setSearchEngine(
          new RankedSearchEngine(
            (await PgSearchEngine.supported(database))
              ? await PgSearchEngine.fromConfig(config, { database, logger })
              : new LunrSearchEngine({ logger }),
          ),
        );
      },
    });
  },
});
