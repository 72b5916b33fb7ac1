import { createRouter } from '../createRouter';
import { AuthorizedDecisionReader } from '../decisions/AuthorizedDecisionReader';
import {
  createDiscoveryRouter,
  WELL_KNOWN_PATH,
} from '../decisions/createDiscoveryRouter';
import { LoggedDecisionReader } from '../decisions/LoggedDecisionReader';
import { Doors } from '../doors/Doors';
import { HttpDoor } from '../doors/http/HttpDoor';
import { LeanDoor } from '../doors/lean/LeanDoor';
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
  const playground = new DefaultPlaygroundService(
    engines,
    core.decisions,
    core.callers,
  );
  const http = new HttpDoor(services);
  const doors = new Doors(
    [http, new LeanDoor(services), ...features.doors],
    services,
  );
  services.lifecycle.addStartupHook(() =>
    doors.open({ decisions: core.decisions, callers: core.callers }),
  );
  lifetime.onEnd(() => doors.drain());
  core.routes.push(
    ...coreRoutes({
      ...core,
      reader,
      decisionReader: new AuthorizedDecisionReader(
        new LoggedDecisionReader(core.decisionLog),
        readers,
      ),
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
  );
  services.httpRouter.use(
    createRouter({
      ...services,
      engines,
      decisionRouter: http.router,
      calls: core.routeCalls,
      routes: core.routes,
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
}
