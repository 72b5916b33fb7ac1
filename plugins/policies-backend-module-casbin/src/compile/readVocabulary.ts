import {
  Attribute,
  PolicySetManifest,
  RequestVocabulary,
} from '@internal/plugin-policies-common';
import { StoredEntities } from '@internal/plugin-policies-node/worker';
import { CasbinModel } from './readModel';
import { CasbinRows } from './readRows';

const MAX_KNOWN_IDS = 200;
/** Given by the portal with each object. */
const GIVEN = new Set(['type', 'id', 'name']);

/** What a request may say, as far as rules tell: names of actions, types and the attributes they read. */
export function readVocabulary(options: {
  model: CasbinModel;
  rows: CasbinRows;
  spec: PolicySetManifest['spec'];
  entities: StoredEntities;
}): RequestVocabulary {
  const { model, rows, spec, entities } = options;
  const texts = [model.matcher, ...rows.rules.flatMap(({ values }) => values)];
  const resourceTypes = spec.resourceTypes;
  const subjectTypes = [
    ...new Set([...Object.keys(entities), ...Object.keys(spec.types)]),
  ].filter(type => !resourceTypes.includes(type));
  if (!subjectTypes.length) {
    subjectTypes.push('user');
  }
  const attributes = (token: string) => attributesRead(texts, token);
  const entityType = (type: string, token: string) => ({
    type,
    engineType: spec.types[type] ?? type,
    attributes: attributes(token),
    knownIds: Object.keys(entities[type] ?? {}).slice(0, MAX_KNOWN_IDS),
  });
  return {
    actions: actionsOf(model, rows).map(name => ({
      name,
      subjectTypes,
      resourceTypes,
      context: attributes('ctx'),
    })),
    entityTypes: [
      ...subjectTypes.map(type => entityType(type, 'sub')),
      ...resourceTypes.map(type => entityType(type, 'obj')),
    ],
  };
}

/** Actions that rules name in the column the matcher compares with the action. */
function actionsOf(
  { matcher, policyTokens }: CasbinModel,
  { rules }: CasbinRows,
): string[] {
  const compared =
    /\br\.act(?:\.name)?\s*==\s*p\.(\w+)/.exec(matcher)?.[1] ??
    /\bp\.(\w+)\s*==\s*r\.act\b/.exec(matcher)?.[1] ??
    /\bregexMatch\(\s*r\.act(?:\.name)?\s*,\s*p\.(\w+)/.exec(matcher)?.[1];
  const index = compared === undefined ? -1 : policyTokens.indexOf(compared);
  const named = index < 0 ? [] : rules.map(({ values }) => values[index]);
  return [...new Set(named.flatMap(value => value.split('|')))]
    .filter(name => /^[\w.:-]+$/.test(name))
    .sort();
}

function attributesRead(texts: string[], token: string): Attribute[] {
  const names = texts.flatMap(text => [
    ...[...text.matchAll(new RegExp(`\\br\\.${token}\\.(\\w+)`, 'g'))],
    ...[
      ...text.matchAll(
        new RegExp(`\\bhas\\(\\s*r\\.${token}\\s*,\\s*['"](\\w+)`, 'g'),
      ),
    ],
  ]);
  return [...new Set(names.map(([, name]) => name))]
    .filter(name => !GIVEN.has(name))
    .sort()
    .map(name => ({ name, required: false, type: { kind: 'unknown' } }));
}
