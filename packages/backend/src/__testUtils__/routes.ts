import { readFileSync } from 'fs';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import {
  coreRoutes,
  describedRoutes,
  schemaRoutes,
} from '@internal/plugin-policies-backend/testUtils';
import { changeRoutes } from '@internal/plugin-policies-backend-module-changes/testUtils';
import {
  journeyRoutes,
  templateRoutes,
} from '@internal/plugin-policies-backend-module-onboarding/testUtils';
import { proofRoutes } from '@internal/plugin-policies-backend-module-proof/testUtils';
import { Route, RouteDescription } from '@internal/plugin-policies-node';
import { parse } from 'yaml';

/** Routes of the core and of all features; none of them can be asked. */
export const routes: Route[] = [
  ...coreRoutes({} as any),
  ...changeRoutes({} as any),
  ...journeyRoutes({} as any),
  ...templateRoutes({} as any),
  ...proofRoutes({} as any),
];

/** All that is described, in the order of the description. */
export const allRoutes: RouteDescription[] = [
  ...describedRoutes,
  ...routes,
  ...schemaRoutes([]),
];

/** Where the description of the API stands for those who read it as a file. */
export const OPENAPI_FILE = resolvePackagePath(
  '@internal/plugin-policies-backend',
  'src/schema/openapi.yaml',
);

/** The description as it was written. */
export function readOpenApi() {
  return parse(readFileSync(OPENAPI_FILE, 'utf8'));
}
