import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { parse, parseAllDocuments } from 'yaml';
import { definitions } from './engines/definitions.mjs';
import { setsIn } from './engines/startServers.mjs';
import { casesOf } from './exampleRequest.mjs';
import { fromRoot } from './processes.mjs';

const manifestOf = path =>
  parse(readFileSync(join(path, 'policy-set.yaml'), 'utf8'));

const entityNames = file =>
  parseAllDocuments(readFileSync(fromRoot('estate/catalog', file), 'utf8')).map(
    document => document.toJS()?.metadata.name,
  );

test('the sets of the overlay fit into the example company', async () => {
  const domains = entityNames('domains.yaml');
  const groups = entityNames('groups.yaml');
  const taken = new Set();
  const take = name => {
    assert.ok(!taken.has(name), `"${name}" is there twice`);
    taken.add(name);
  };
  for (const path of setsIn(fromRoot('estate/sets'))) {
    const { metadata, spec } = manifestOf(path);
    [metadata.name, ...spec.resourceTypes].forEach(take);
  }
  for (const engine of Object.keys(definitions)) {
    for (const path of setsIn(fromRoot('estate/engines', engine))) {
      const { metadata, spec } = manifestOf(path);
      [metadata.name, ...spec.resourceTypes].forEach(take);
      assert.equal(metadata.name, basename(path));
      assert.equal(spec.engine, engine, metadata.name);
      assert.ok(domains.includes(spec.domain), `${metadata.name}: domain`);
      assert.ok(
        groups.includes(spec.owner.split('/').pop()),
        `${metadata.name}: owner`,
      );
      const cases = await casesOf(path);
      assert.ok(cases.length > 0, `${metadata.name} has no cases`);
      const decisions = new Set(cases.map(({ expect }) => expect.decision));
      assert.equal(decisions.size, 2, `${metadata.name}: allows and denies`);
    }
  }
});
