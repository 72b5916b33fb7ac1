import { stringify } from 'yaml';
import { StarterTemplate } from '../StarterTemplate';
import { Emitter, EmitNames } from './Emitter';
import { FgaRule, fgaRules } from './fgaRules';
import { storedEntities } from './storedEntities';

/*
 * Attributes that hold subjects become relations with stored tuples. What else a rule asks becomes a
 * condition on a tuple for everybody, one for each stored resource: OpenFGA knows no other.
 */

function writeModel(
  template: StarterTemplate,
  names: EmitNames,
  rules: FgaRule[],
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
  rules: FgaRule[],
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

function writeActions(template: StarterTemplate, rules: FgaRule[]) {
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

/** Attributes that are relations here are no attributes. */
function withoutRelations(template: StarterTemplate): StarterTemplate {
  const relations = subjectAttributes(template);
  const resources = Object.entries(template.examples.resources).map(
    ([id, values]) => [
      id,
      Object.fromEntries(
        Object.entries(values).filter(([name]) => !relations.includes(name)),
      ),
    ],
  );
  return {
    ...template,
    examples: {
      ...template.examples,
      resources: Object.fromEntries(resources),
    },
  };
}

/** OpenFGA: a model with conditions, tuples, and what each action means. */
export const emitOpenfga: Emitter = (template, names) => {
  const rules = fgaRules(template);
  return [
    { path: 'model.fga', content: writeModel(template, names, rules) },
    {
      path: 'tuples.yaml',
      content: stringify(writeTuples(template, names, rules)),
    },
    { path: 'authzen.yaml', content: stringify(writeActions(template, rules)) },
    storedEntities(withoutRelations(template), names),
  ];
};
