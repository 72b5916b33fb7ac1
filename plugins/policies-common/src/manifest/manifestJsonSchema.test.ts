import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { parse } from 'yaml';
import { manifestJsonSchema } from './manifestJsonSchema';
import { readManifest } from './readManifest';

const ROOT = resolve(__dirname, '../..');
const SETS = resolve(ROOT, '../../estate/sets');

describe('policy-set.schema.json', () => {
  const published = JSON.parse(
    readFileSync(resolve(ROOT, 'schema/policy-set.schema.json'), 'utf8'),
  );
  const validate = new Ajv({ allErrors: true }).compile(published);

  it('is the schema the portal itself checks with', () => {
    const hint =
      'run: yarn workspace @internal/plugin-policies-common generate-schema';
    expect({ hint, schema: published }).toEqual({
      hint,
      schema: manifestJsonSchema(),
    });
    expect(published).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'https://policies.internal/schema/policy-set.schema.json',
      title: 'Policy set',
    });
  });

  it('accepts every set of the estate, as the portal does', () => {
    const files = readdirSync(SETS)
      .map(set => resolve(SETS, set, 'policy-set.yaml'))
      .filter(file => existsSync(file));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const content = readFileSync(file, 'utf8');
      validate(parse(content));
      expect({
        file,
        schema: validate.errors ?? [],
        portal: readManifest(content).diagnostics,
      }).toEqual({ file, schema: [], portal: [] });
    }
  });

  it('refuses what the portal refuses', () => {
    const policy = { name: 'a', title: 'A' };
    const manifest = (spec: object) => ({
      apiVersion: 'policies.internal/v1alpha1',
      kind: 'PolicySet',
      metadata: { name: 'a', title: 'A' },
      spec: {
        domain: 'a',
        owner: 'a',
        engine: 'cedar',
        resourceTypes: ['A'],
        policies: [policy],
        ...spec,
      },
    });
    expect(validate(manifest({}))).toBe(true);
    for (const wrong of [
      { owner: 'a:b:c' },
      { policies: [] },
      { policies: [{ ...policy, files: ['../a.cedar'] }] },
      { policies: [{ ...policy, name: 'A' }] },
      { lifecycle: 'live' },
      { unknown: true },
      { resourceTypes: [] },
    ]) {
      expect(validate(manifest(wrong))).toBe(false);
      expect(
        readManifest(JSON.stringify(manifest(wrong))).diagnostics,
      ).not.toEqual([]);
    }
  });
});
