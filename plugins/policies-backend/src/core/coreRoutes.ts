import { policiesReadPermission } from '@internal/plugin-policies-common';
import {
  AdmittedCallers,
  DecisionService,
  defineRoute,
  Route,
} from '@internal/plugin-policies-node';
import { decisionRoutes } from '../decisions/decisionRoutes';
import { DecisionReader } from '../decisions/DecisionReader';
import { EngineRepairer } from '../engines/EngineRepairer';
import { engineRoutes } from '../engines/engineRoutes';
import { OverviewService } from '../overview/OverviewService';
import { playgroundRoutes } from '../playground/playgroundRoutes';
import { PlaygroundService } from '../playground/PlaygroundService';
import { registryRoutes } from '../registry/registryRoutes';

/** Routes of the core that are data. */
export function coreRoutes(
  options: Parameters<typeof registryRoutes>[0] & {
    decisions: DecisionService;
    decisionReader: DecisionReader;
    callers: AdmittedCallers;
    playground: PlaygroundService;
    engineRepairer: EngineRepairer;
    overview: OverviewService;
  },
): Route[] {
  return [
    ...decisionRoutes(options),
    ...playgroundRoutes(options.playground),
    ...registryRoutes(options),
    ...engineRoutes(options.engineRepairer),
    defineRoute({
      method: 'get',
      path: '/overview',
      needs: [policiesReadPermission],
      handle: ({ credentials }) => options.overview.getOverview(credentials),
    }),
  ];
}
