import { writeFileSync } from 'fs';
import { describeApi } from '@internal/plugin-policies-backend/testUtils';
import { stringify } from 'yaml';
import { allRoutes, OPENAPI_FILE } from '../src/__testUtils__/routes';

writeFileSync(
  OPENAPI_FILE,
  `# Made of the routes by \`yarn openapi\`.\n${stringify(
    describeApi(allRoutes),
    { lineWidth: 0, aliasDuplicateObjects: false },
  )}`,
);
