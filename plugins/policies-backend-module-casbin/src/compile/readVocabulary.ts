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
      resourceTypes: typesOf(name, model, rows) ?? resourceTypes,
      context: attributes('ctx'),
    })),
    entityTypes: [
      ...subjectTypes.map(type => entityType(type, 'sub')),
      ...resourceTypes.map(type => entityType(type, 'obj')),
    ],
  };
}

/** Actions that rules name in the column the matcher compares with the action. */
function actionsOf(model: CasbinModel, { rules }: CasbinRows): string[] {
  const index = actionColumn(model);
  const named = index < 0 ? [] : rules.map(({ values }) => values[index]);
  return [...new Set(named.flatMap(value => value.split('|')))]
    .filter(name => /^[\w.:-]+$/.test(name))
    .sort();
}

/** Resource types that rules name beside an action, where the matcher compares types. */
function typesOf(
  action: string,
  model: CasbinModel,
  { rules }: CasbinRows,
): string[] | undefined {
  const types = comparedColumn(model, 'obj\\.type');
  const actions = actionColumn(model);
  return types < 0
    ? undefined
    : [
        ...new Set(
          rules
            .filter(({ values }) => values[actions].split('|').includes(action))
            .map(({ values }) => values[types]),
        ),
      ];
}

function actionColumn(model: CasbinModel): number {
  return comparedColumn(model, 'act(?:\\.name)?');
}

/** The column of rules that the matcher compares with a part of the request. */
function comparedColumn(
  { matcher, policyTokens }: CasbinModel,
  part: string,
): number {
  const compared =
    new RegExp(`\\br\\.${part}\\s*==\\s*p\\.(\\w+)`).exec(matcher) ??
    new RegExp(`\\bp\\.(\\w+)\\s*==\\s*r\\.${part}\\b`).exec(matcher) ??
    new RegExp(`\\bregexMatch\\(\\s*r\\.${part}\\s*,\\s*p\\.(\\w+)`).exec(
      matcher,
    );
  return compared ? policyTokens.indexOf(compared[1]) : -1;
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
