import {
  overviewSchema,
  setReadPermission,
} from '@internal/plugin-policies-common';
import {
  AdmittedCallers,
  DecisionService,
  defineRoute,
  Route,
  RouteDescription,
} from '@internal/plugin-policies-node';
import { decisionRoutes } from '../decisions/decisionRoutes';
import { DecisionReader } from '../decisions/DecisionReader';
import {
  discoveryRoutes,
  evaluationRoutes,
} from '../decisions/evaluationRoutes';
import { EngineRepairer } from '../engines/EngineRepairer';
import { engineRoutes, engineServerRoute } from '../engines/engineRoutes';
import { OverviewService } from '../overview/OverviewService';
import { playgroundRoutes } from '../playground/playgroundRoutes';
import { PlaygroundService } from '../playground/PlaygroundService';
import { registryRoutes } from '../registry/registryRoutes';
import { portalTag } from '../http/routeTags';

/** Routes of the core that something of their own answers. */
export const describedRoutes: RouteDescription[] = [
  ...evaluationRoutes,
  ...discoveryRoutes,
  engineServerRoute,
];

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
      operation: 'getOverview',
      summary: 'What the home page tells',
      tag: portalTag,
      needs: [setReadPermission],
      answer: {
        description: 'Counts, sets in trouble and recent decisions',
        schema: overviewSchema,
      },
      handle: ({ credentials }) => options.overview.getOverview(credentials),
    }),
  ];
}
