import {
  InvariantKind,
  RequestVocabulary,
} from '@internal/plugin-policies-common';
import { entityType } from '../PlaygroundRequest';
import { AttributePath, InvariantScope } from './attributePaths';
import { entityUid, quoteCedar } from './cedarText';
import { Comparison, writeOperand } from './comparisons';

/** One row of conditions, complete. */
export interface Condition {
  path: AttributePath;
  comparison: Comparison;
  value: string;
  /** Engine type of the entity that the value names. */
  entity: string;
}

/** What an invariant says. */
export interface InvariantDraft extends InvariantScope {
  kind: InvariantKind;
  title: string;
  regulations: string[];
  policies: string[];
  /** Whether all conditions have to hold, or one. */
  join: 'all' | 'any';
  conditions: Condition[];
  /** A condition in Cedar. */
  raw: string;
}

/** The file of an invariant. */
export function writeInvariant(
  draft: InvariantDraft,
  vocabulary: RequestVocabulary | undefined,
): string {
  const { kind, title, regulations, policies, conditions, join, raw } = draft;
  const annotations = [
    `@title(${quoteCedar(title.trim())})`,
    `@kind(${quoteCedar(kind)})`,
    `@regulation(${quoteCedar(regulations.join('; '))})`,
    ...(policies.length
      ? [`@policies(${quoteCedar(policies.join(', '))})`]
      : []),
  ];
  const head = [
    isClause('principal', engineTypeOf(vocabulary, draft.subjectType)),
    actionClause(draft.actions, vocabulary),
    isClause('resource', engineTypeOf(vocabulary, draft.resourceType)),
  ];
  const rows = conditions.map(condition =>
    writeCondition(condition, join === 'any' && conditions.length > 1),
  );
  const clauses = [
    ...(rows.length ? [rows.join(join === 'all' ? ' &&\n  ' : ' ||\n  ')] : []),
    ...(raw.trim() ? [raw.trim().replace(/\n/g, '\n  ')] : []),
  ];
  return `${annotations.join('\n')}
${kind === 'never' ? 'forbid' : 'permit'} (
  ${head.join(',\n  ')}
)${clauses.map(clause => `\nwhen {\n  ${clause}\n}`).join('')};
`;
}

function isClause(variable: string, engineType: string): string {
  return engineType ? `${variable} is ${engineType}` : variable;
}

function engineTypeOf(
  vocabulary: RequestVocabulary | undefined,
  type: string,
): string {
  return entityType(vocabulary, type)?.engineType ?? type;
}

function actionClause(
  actions: string[],
  vocabulary: RequestVocabulary | undefined,
): string {
  const uids = actions.map(name => entityUid(actionType(vocabulary), name));
  if (!uids.length) {
    return 'action';
  }
  return uids.length === 1
    ? `action == ${uids[0]}`
    : `action in [${uids.join(', ')}]`;
}

/** Actions stand in the namespace of the other types. */
function actionType(vocabulary: RequestVocabulary | undefined): string {
  const namespace = vocabulary?.entityTypes
    .map(({ engineType }) => engineType.split('::').slice(0, -1).join('::'))
    .find(Boolean);
  return namespace ? `${namespace}::Action` : 'Action';
}

function writeCondition(condition: Condition, grouped: boolean): string {
  const { path, comparison, value, entity } = condition;
  const test = comparison.write(
    path.text,
    writeOperand(comparison, value, entity),
  );
  const parts = [...path.guards, ...(test === 'true' ? [] : [test])];
  const text = parts.join(' && ');
  if (comparison.negated) {
    return `!(${text})`;
  }
  return grouped && parts.length > 1 ? `(${text})` : text;
}
