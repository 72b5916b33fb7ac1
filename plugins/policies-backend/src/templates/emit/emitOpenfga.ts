import { stringify } from 'yaml';
import {
  AttributeKind,
  Attributes,
  Condition,
  StarterTemplate,
  Term,
} from '../StarterTemplate';
import { Emitter, EmitNames } from './Emitter';
import { storedEntities } from './storedEntities';
import { literal, writeCondition } from './writeCondition';

/*
 * Attributes that hold subjects become relations with stored tuples. What else a rule asks becomes a
 * condition on a tuple for everybody, one for each stored resource: OpenFGA knows no other.
 */

const TYPES: Record<AttributeKind, string> = {
  string: 'string',
  number: 'double',
  boolean: 'bool',
  strings: 'list<string>',
  subject: 'string',
  subjects: 'list<string>',
};

type Attribute = Term & { kind: 'attribute' };

const parameter = ({ of, name }: Attribute) =>
  of === 'context' ? name : `${of}_${name}`;

function writeTerm(term: Term): string {
  switch (term.kind) {
    case 'attribute':
      return parameter(term);
    case 'self':
      throw new Error('who asks is a relation in OpenFGA, not a value');
    default:
      return term.kind === 'value' && typeof term.value === 'number'
        ? term.value.toFixed(1)
        : literal(term);
  }
}

/** The attribute of the resource that a condition compares with who asks. */
function relationOf({ left, right }: Condition): string | undefined {
  const attribute = left.kind === 'self' ? right : left;
  return (left.kind === 'self' || right.kind === 'self') &&
    attribute.kind === 'attribute'
    ? attribute.name
    : undefined;
}

interface RelationRule {
  policy: string;
  effect: 'permit' | 'forbid';
  actions: string[];
  relation: string;
  definition: string;
  condition?: string;
}

function readRules(template: StarterTemplate): RelationRule[] {
  return template.policies.flatMap(policy =>
    policy.rules.map((rule, index) => {
      const relation = `${policy.name.replace(/-/g, '_')}_${index + 1}`;
      const related = rule.when.filter(part => relationOf(part));
      const asked = rule.when.filter(part => !relationOf(part));
      const kinds = (term: Attribute): AttributeKind => {
        const known: Attributes =
          term.of === 'context'
            ? Object.assign(
                {},
                ...rule.actions.map(action => template.actions[action]),
              )
            : template[term.of];
        return known[term.name];
      };
      const parameters = new Map(
        asked
          .flatMap(({ left, right }) => [left, right])
          .filter((term): term is Attribute => term.kind === 'attribute')
          .map(term => [parameter(term), TYPES[kinds(term)]]),
      );
      const positive = related.filter(({ operator }) => operator !== '!=');
      const negative = related.filter(({ operator }) => operator === '!=');
      // Somebody who is not … needs a set to be taken out of: everybody.
      const needsEverybody = asked.length > 0 || !positive.length;
      const all = [
        ...(needsEverybody ? [`${relation}_when`] : []),
        ...positive.map(part => relationOf(part)!),
      ].join(' and ');
      const definition = negative.reduce(
        (rest, part) => `(${rest}) but not ${relationOf(part)}`,
        all,
      );
      return {
        policy: policy.name,
        effect: rule.effect,
        actions: rule.actions,
        relation,
        definition,
        condition: needsEverybody
          ? `condition ${relation}_holds(${[...parameters]
              .map(([name, type]) => `${name}: ${type}`)
              .join(', ')}) {\n  ${
              asked
                .map(part => writeCondition(part, { term: writeTerm }))
                .join(' && ') || 'true'
            }\n}`
          : undefined,
      };
    }),
  );
}

function writeModel(
  template: StarterTemplate,
  names: EmitNames,
  rules: RelationRule[],
): string {
  const relations = [
    ...subjectAttributes(template).map(
      name => `    define ${name}: [${names.subject}]`,
    ),
    ...rules.flatMap(({ relation, definition, condition }) => [
      ...(condition
        ? [
            `    define ${relation}_when: [${names.subject}:* with ${relation}_holds]`,
          ]
        : []),
      `    define ${relation}: ${definition}`,
    ]),
  ];
  return `model
  schema 1.1

type ${names.subject}

type ${names.resource}
  relations
${relations.join('\n')}
${rules
  .filter(({ condition }) => condition)
  .map(({ condition }) => `\n${condition}\n`)
  .join('')}`;
}

function subjectAttributes({ resource }: StarterTemplate): string[] {
  return Object.entries(resource)
    .filter(([, kind]) => kind === 'subject' || kind === 'subjects')
    .map(([name]) => name);
}

function writeTuples(
  template: StarterTemplate,
  names: EmitNames,
  rules: RelationRule[],
) {
  return Object.entries(template.examples.resources).flatMap(([id, values]) => {
    const object = `${names.resource}:${id}`;
    return [
      ...subjectAttributes(template).flatMap(relation =>
        [values[relation] ?? []].flat().map(subject => ({
          user: `${names.subject}:${subject}`,
          relation,
          object,
        })),
      ),
      ...rules
        .filter(({ condition }) => condition)
        .map(({ relation }) => ({
          user: `${names.subject}:*`,
          relation: `${relation}_when`,
          object,
          condition: { name: `${relation}_holds` },
        })),
    ];
  });
}

function writeActions(template: StarterTemplate, rules: RelationRule[]) {
  const actions: Record<
    string,
    { allow?: Record<string, string[]>; deny?: Record<string, string[]> }
  > = {};
  for (const action of Object.keys(template.actions)) {
    actions[action] = {};
    for (const rule of rules.filter(each => each.actions.includes(action))) {
      const key = rule.effect === 'permit' ? 'allow' : 'deny';
      const named = (actions[action][key] ??= {});
      (named[rule.policy] ??= []).push(rule.relation);
    }
  }
  return { actions };
}

/** OpenFGA: a model with conditions, tuples, and what each action means. */
export const emitOpenfga: Emitter = (template, names) => {
  const rules = readRules(template);
  // Attributes that are relations here are no attributes.
  const relations = subjectAttributes(template);
  const withoutRelations = {
    ...template,
    examples: {
      ...template.examples,
      resources: Object.fromEntries(
        Object.entries(template.examples.resources).map(([id, values]) => [
          id,
          Object.fromEntries(
            Object.entries(values).filter(
              ([name]) => !relations.includes(name),
            ),
          ),
        ]),
      ),
    },
  };
  return {
    files: [
      { path: 'model.fga', content: writeModel(template, names, rules) },
      {
        path: 'tuples.yaml',
        content: stringify(writeTuples(template, names, rules)),
      },
      {
        path: 'authzen.yaml',
        content: stringify(writeActions(template, rules)),
      },
      storedEntities(withoutRelations, names),
    ],
  };
};
