import { readFileSync, writeFileSync } from 'fs';
import { resolve } from 'path';
import { describeApi } from '@internal/plugin-policies-backend/testUtils';
import { stringify } from 'yaml';
import { allRoutes, OPENAPI_FILE } from '../src/__testUtils__/routes';
import {
  ROUTES_HEAD,
  ROUTES_MARKS,
  ROUTES_PAGE,
  routeRows,
} from '../src/docs/__testUtils__/routeTable';

const document = stringify(describeApi(allRoutes), {
  lineWidth: 0,
  aliasDuplicateObjects: false,
});
writeFileSync(
  OPENAPI_FILE,
  `# Made of the routes by \`yarn openapi\`.\n${document}`,
);

const page = resolve(__dirname, '../../..', ROUTES_PAGE);
const text = readFileSync(page, 'utf8');
const [before, after] = ROUTES_MARKS;
const table = [
  ROUTES_HEAD,
  ROUTES_HEAD.map(() => '---'),
  ...routeRows(allRoutes),
]
  .map(cells => `| ${cells.join(' | ')} |`)
  .join('\n');
writeFileSync(
  page,
  `${text.split(before)[0]}${before}\n\n${table}\n\n${after}${
    text.split(after)[1]
  }`,
);
