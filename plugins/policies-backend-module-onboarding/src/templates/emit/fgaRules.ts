import {
  AttributeKind,
  Attributes,
  Condition,
  StarterRule,
  StarterTemplate,
  Term,
} from '../StarterTemplate';
import { identifier } from './identifier';
import { celLiteral, writeCondition } from './writeCondition';

/** A rule of a template as a relation to the resource. */
export interface FgaRule {
  policy: string;
  effect: StarterRule['effect'];
  actions: string[];
  relation: string;
  /** What the relation is made of. */
  definition: string;
  /** What it asks of attributes, in the DSL; absent when relations say it all. */
  condition?: string;
}

type Attribute = Term & { kind: 'attribute' };

const TYPES: Partial<Record<AttributeKind, string>> = {
  string: 'string',
  number: 'double',
  boolean: 'bool',
  strings: 'list<string>',
};

function parameter({ of, name }: Attribute): string {
  return of === 'context' ? name : `${of}_${name}`;
}

function writeTerm(term: Term): string {
  switch (term.kind) {
    case 'attribute':
      return parameter(term);
    case 'self':
      throw new Error(
        'in OpenFGA whoever asks is related to a resource or not; compare with an attribute that holds subjects, by == or in',
      );
    default:
      return celLiteral(term);
  }
}

/** The relation that says the same as a condition, where one can. */
function relationOf({ left, operator, right }: Condition): string | undefined {
  const [self, other] = left.kind === 'self' ? [left, right] : [right, left];
  return self.kind === 'self' && other.kind === 'attribute' && operator !== '!='
    ? other.name
    : undefined;
}

function readRule(
  template: StarterTemplate,
  policy: string,
  index: number,
  { effect, actions, when }: StarterRule,
): FgaRule {
  const relation = `${identifier(policy)}_${index + 1}`;
  const relations = when.flatMap(part => relationOf(part) ?? []);
  const asked = when.filter(part => !relationOf(part));
  const kinds: Record<Attribute['of'], Attributes> = {
    subject: template.subject,
    resource: template.resource,
    context: Object.assign({}, ...actions.map(name => template.actions[name])),
  };
  const parameters = new Set(
    asked
      .flatMap(({ left, right }) => [left, right])
      .filter((term): term is Attribute => term.kind === 'attribute')
      .map(term => `${parameter(term)}: ${TYPES[kinds[term.of][term.name]]}`),
  );
  const expression = asked
    .map(part => writeCondition(part, { term: writeTerm }))
    .join(' && ');
  return {
    policy,
    effect,
    actions,
    relation,
    definition: [
      ...(asked.length ? [`${relation}_when`] : []),
      ...relations,
    ].join(' and '),
    condition: asked.length
      ? `condition ${relation}_holds(${[...parameters].join(
          ', ',
        )}) {\n  ${expression}\n}`
      : undefined,
  };
}

/** The rules of all policies, in order. */
export function fgaRules(template: StarterTemplate): FgaRule[] {
  return template.policies.flatMap(({ name, rules }) =>
    rules.map((rule, index) => readRule(template, name, index, rule)),
  );
}
