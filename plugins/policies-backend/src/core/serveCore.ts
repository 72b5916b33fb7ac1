import { createRouter } from '../createRouter';
import { AuthorizedDecisionService } from '../decisions/AuthorizedDecisionService';
import {
  createDiscoveryRouter,
  WELL_KNOWN_PATH,
} from '../decisions/createDiscoveryRouter';
import { DecisionCache } from '../decisions/DecisionCache';
import { DefaultDecisionService } from '../decisions/DefaultDecisionService';
import { openLeanEntry } from '../decisions/lean/openLeanEntry';
import { AuthorizedEngineRepairer } from '../engines/EngineRepairer';
import { Features } from '../features/Features';
import { OverviewService } from '../overview/OverviewService';
import { AuthorizedPlaygroundService } from '../playground/AuthorizedPlaygroundService';
import { DefaultPlaygroundService } from '../playground/DefaultPlaygroundService';
import { AuthorizedRegistryReader } from '../registry/AuthorizedRegistryReader';
import { DefaultRegistryReader } from '../registry/DefaultRegistryReader';
import { coreRoutes, describedRoutes } from './coreRoutes';
import { CoreServices } from './CoreServices';
import { Core } from './createCore';
import { Lifetime } from '../lifetime/Lifetime';

/** Puts what can be asked of the core and of features where it is asked for. */
export async function serveCore(
  core: Core,
  features: Features,
  services: CoreServices,
  lifetime: Lifetime,
): Promise<void> {
  const { config, permissions } = services;
  const { engines, liveSets, engineMonitor, readers, setReaders } = core;
  const reader = new AuthorizedRegistryReader(
    new DefaultRegistryReader(core),
    setReaders,
    readers,
  );
  const unauthorized = new DefaultDecisionService({
    ...services,
    ...core,
    cache: DecisionCache.fromConfig(config),
    isRemote: engine => engines.isRemote(engine),
    gateOf: engine => engines.gate(engine),
    onDecided: core.listeners.tellDecided,
    onEngineFault: engine => engineMonitor.noticeFault(engine),
  });
  lifetime.onEnd(() => unauthorized.stop());
  const decisions = new AuthorizedDecisionService(
    unauthorized,
    permissions,
    readers,
  );
  const playground = new DefaultPlaygroundService(engines, unauthorized);
  services.httpRouter.use(
    createRouter({
      ...services,
      engines,
      decisions,
      routes: [
        ...coreRoutes({
          decisions,
          reader,
          registry: core.registry,
          permissions,
          playground: new AuthorizedPlaygroundService(
            playground,
            permissions,
            setReaders,
          ),
          engineRepairer: new AuthorizedEngineRepairer(
            engineMonitor,
            permissions,
            setReaders,
          ),
          overview: new OverviewService({ ...core, reader, features }),
        }),
        ...features.routes,
      ],
      described: describedRoutes,
      checksAnswers: config.getOptionalBoolean('policies.checkAnswers'),
    }),
  );
  services.rootHttpRouter.use(
    WELL_KNOWN_PATH,
    createDiscoveryRouter(
      await services.discovery.getExternalBaseUrl('policies'),
      set => liveSets.canSearch(set),
    ),
  );
  openLeanEntry({ ...services, decisions: unauthorized });
}
