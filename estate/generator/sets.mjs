import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

function filesBelow(folder, prefix = '') {
  return readdirSync(join(folder, prefix), { withFileTypes: true })
    .sort((x, y) => (x.name < y.name ? -1 : 1))
    .flatMap(entry => {
      const path = prefix ? `${prefix}/${entry.name}` : entry.name;
      return entry.isDirectory() ? filesBelow(folder, path) : [path];
    });
}

/** Stored entities in Cedar's form; other engines have them by AuthZEN type and id. */
function entitiesOf(stored, types) {
  return Array.isArray(stored)
    ? stored
    : Object.entries(stored).flatMap(([type, byId]) =>
        Object.entries(byId).map(([id, attrs]) => ({
          uid: { type: types[type] ?? type, id },
          attrs,
          parents: [],
        })),
      );
}

/**
 * Reads a set for the generator.
 *
 * @param folder - the set's folder
 * @returns its name, types and cases, its stored entities (if it has an
 *   `entities.json`), the text of its rules, and all text that may know an id
 */
export function readSet(folder) {
  const read = path => readFileSync(join(folder, path), 'utf8');
  const { metadata, spec } = parse(read('policy-set.yaml'));
  const paths = filesBelow(folder).filter(path => path !== 'policy-set.yaml');
  const isCase = path => /^tests\/.*\.ya?ml$/.test(path);
  const isEntities = path => path === 'entities.json';
  const engineFiles = paths.filter(path => !isCase(path) && !isEntities(path));
  return {
    name: metadata.name,
    types: spec.types ?? {},
    cases: paths
      .filter(isCase)
      .flatMap(path => parse(read(path)) ?? [])
      .filter(item => item.request && item.expect),
    entities: paths
      .filter(isEntities)
      .flatMap(path => entitiesOf(JSON.parse(read(path)), spec.types ?? {})),
    rules: engineFiles
      .filter(path => !/schema$|\.json$/.test(path))
      // Comments name attributes without using them.
      .map(path => read(path).replace(/^\s*(\/\/|#).*$/gm, ''))
      .join('\n'),
    known: engineFiles.map(read).join('\n'),
  };
}
