import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { manifestJsonSchema } from '../src/manifest/manifestJsonSchema';

writeFileSync(
  resolve(__dirname, '../schema/policy-set.schema.json'),
  `${JSON.stringify(manifestJsonSchema(), undefined, 2)}\n`,
);
