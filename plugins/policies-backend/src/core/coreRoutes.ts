import { policiesReadPermission } from '@internal/plugin-policies-common';
import { defineRoute, Route } from '@internal/plugin-policies-node';
import { decisionRoutes } from '../decisions/decisionRoutes';
import { DecisionService } from '../decisions/DecisionService';
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
    playground: PlaygroundService;
    engineRepairer: EngineRepairer;
    overview: OverviewService;
  },
): Route[] {
  return [
    ...decisionRoutes(options.decisions),
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
