import { Completion } from '@codemirror/autocomplete';
import {
  Attribute,
  AttributeType,
  EntityTypeDescription,
  RequestVocabulary,
} from '@internal/plugin-policies-common';

const KEYWORDS = [
  'permit',
  'forbid',
  'when',
  'unless',
  'if',
  'then',
  'else',
  'in',
  'has',
  'like',
  'is',
  'true',
  'false',
];
const VARIABLES = ['principal', 'action', 'resource', 'context'];
const METHODS: Record<string, string[]> = {
  set: ['contains', 'containsAll', 'containsAny', 'isEmpty'],
  ipaddr: ['isIpv4', 'isIpv6', 'isLoopback', 'isMulticast', 'isInRange'],
  decimal: ['lessThan', 'lessThanOrEqual', 'greaterThan', 'greaterThanOrEqual'],
  datetime: ['offset', 'durationSince', 'toDate', 'toTime'],
  duration: ['toMilliseconds', 'toSeconds', 'toMinutes', 'toHours', 'toDays'],
};

/** What may be completed: options and where the text they replace begins. */
export interface CedarCompletion {
  from: number;
  options: Completion[];
}

/** Short name of a type for the list of completions. */
export function typeLabel(type: AttributeType): string {
  switch (type.kind) {
    case 'entity':
      return type.types.join(' | ');
    case 'set':
      return `Set<${typeLabel(type.element)}>`;
    default:
      return type.kind;
  }
}

/** The statement around the end of the text: what follows its last semicolon. */
function currentStatement(before: string): string {
  const blanked = before.replace(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*/g, text =>
    text.startsWith('"') ? text.replace(/;/g, ' ') : '',
  );
  return blanked.slice(blanked.lastIndexOf(';') + 1);
}

class CedarScope {
  constructor(
    private readonly vocabulary: RequestVocabulary,
    private readonly statement: string,
  ) {}

  /** Types a variable or a path such as `resource.owner` may have. */
  typesOf(path: string[]): AttributeType[] {
    let types = this.typesOfVariable(path[0]);
    for (const name of path.slice(1)) {
      types = this.attributesOf(types)
        .filter(attribute => attribute.name === name)
        .map(attribute => attribute.type);
    }
    return types;
  }

  attributesOf(types: AttributeType[]): Attribute[] {
    const attributes = types.flatMap(type => {
      if (type.kind === 'record') {
        return type.attributes;
      }
      return type.kind === 'entity'
        ? type.types.flatMap(name => this.entity(name)?.attributes ?? [])
        : [];
    });
    return [...new Map(attributes.map(a => [a.name, a])).values()];
  }

  private entity(engineType: string): EntityTypeDescription | undefined {
    return this.vocabulary.entityTypes.find(
      entity => entity.engineType === engineType,
    );
  }

  private typesOfVariable(variable: string): AttributeType[] {
    const actions = this.actions();
    if (variable === 'context') {
      return actions.map(action => ({
        kind: 'record',
        attributes: action.context,
      }));
    }
    if (variable !== 'principal' && variable !== 'resource') {
      return [];
    }
    const named = this.statement.match(
      new RegExp(`\\b${variable}\\s+is\\s+([A-Za-z_][\\w:]*)`),
    )?.[1];
    if (named) {
      return [{ kind: 'entity', types: [named] }];
    }
    const types = actions.flatMap(action =>
      variable === 'principal' ? action.subjectTypes : action.resourceTypes,
    );
    const engineTypes = this.vocabulary.entityTypes
      .filter(entity => types.includes(entity.type))
      .map(entity => entity.engineType);
    return [{ kind: 'entity', types: engineTypes }];
  }

  private actions() {
    const named = [...this.statement.matchAll(/Action::"([^"]*)"/g)].map(
      match => match[1],
    );
    const actions = this.vocabulary.actions.filter(action =>
      named.includes(action.name),
    );
    return actions.length ? actions : this.vocabulary.actions;
  }
}

function memberOptions(scope: CedarScope, path: string[], methods: boolean) {
  const types = scope.typesOf(path);
  const attributes = scope.attributesOf(types).map(
    (attribute): Completion => ({
      label: attribute.name,
      type: 'property',
      detail: `${typeLabel(attribute.type)}${
        attribute.required ? '' : ', optional'
      }`,
    }),
  );
  const calls = [...new Set(types.flatMap(type => METHODS[type.kind] ?? []))];
  return methods
    ? [
        ...attributes,
        ...calls.map(
          (label): Completion => ({
            label,
            type: 'method',
            apply: `${label}(`,
          }),
        ),
      ]
    : attributes;
}

function wordOptions(vocabulary: RequestVocabulary | undefined): Completion[] {
  const namespace = vocabulary?.entityTypes
    .map(entity => entity.engineType.split('::').slice(0, -1).join('::'))
    .find(Boolean);
  const prefix = namespace ? `${namespace}::` : '';
  return [
    ...VARIABLES.map((label): Completion => ({ label, type: 'variable' })),
    ...KEYWORDS.map((label): Completion => ({ label, type: 'keyword' })),
    ...(vocabulary?.entityTypes ?? []).map(
      (entity): Completion => ({ label: entity.engineType, type: 'class' }),
    ),
    ...(vocabulary?.actions ?? []).map(
      (action): Completion => ({
        label: `${prefix}Action::"${action.name}"`,
        type: 'constant',
      }),
    ),
  ];
}

/**
 * Completes Cedar text.
 *
 * @param before - the text up to the cursor
 * @param vocabulary - of the set; without it only keywords are offered
 * @param explicit - true when asked for by key rather than by typing
 */
export function completeCedar(
  before: string,
  vocabulary: RequestVocabulary | undefined,
  explicit = false,
): CedarCompletion | undefined {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  if (/^(?:[^"\\]|\\.|"(?:[^"\\]|\\.)*")*\/\//.test(line)) {
    return undefined;
  }
  const entity = line.match(/([A-Za-z_][\w:]*)::"([^"\n]*)$/);
  if (entity) {
    const [, type, typed] = entity;
    const names = /(^|::)Action$/.test(type)
      ? vocabulary?.actions.map(action => action.name)
      : vocabulary?.entityTypes.find(item => item.engineType === type)
          ?.knownIds;
    return names?.length
      ? {
          from: before.length - typed.length,
          options: names.map(label => ({ label, type: 'constant' })),
        }
      : undefined;
  }
  if ((line.replace(/\\./g, '').match(/"/g) ?? []).length % 2) {
    return undefined;
  }
  const member = before.match(
    /\b(principal|resource|context)((?:\.\w+)*)(\.|\s+has\s+)(\w*)$/,
  );
  if (member) {
    const [, variable, rest, joint, typed] = member;
    if (!vocabulary) {
      return undefined;
    }
    const scope = new CedarScope(vocabulary, currentStatement(before));
    const path = [variable, ...rest.split('.').filter(Boolean)];
    return {
      from: before.length - typed.length,
      options: memberOptions(scope, path, joint === '.'),
    };
  }
  const word = before.match(/[A-Za-z_][\w:]*$/)?.[0] ?? '';
  if (before[before.length - word.length - 1] === '.' || (!word && !explicit)) {
    return undefined;
  }
  return {
    from: before.length - word.length,
    options: wordOptions(vocabulary),
  };
}
