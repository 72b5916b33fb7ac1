import {
  AttributeKind,
  Attributes,
  AttributeValue,
  AttributeValues,
  StarterRule,
  StarterTemplate,
  Term,
} from '../StarterTemplate';
import { Emitter, EmitNames } from './Emitter';
import { literal, writeCondition } from './writeCondition';

function typeOf(kind: AttributeKind, { subject }: EmitNames): string {
  return {
    string: 'String',
    number: 'Long',
    boolean: 'Bool',
    strings: 'Set<String>',
    subject,
    subjects: `Set<${subject}>`,
  }[kind];
}

function record(attributes: Attributes, names: EmitNames): string {
  const fields = Object.entries(attributes).map(
    ([name, kind]) => `${name}: ${typeOf(kind, names)}`,
  );
  return fields.length ? `{ ${fields.join(', ')} }` : '{}';
}

function writeTerm(term: Term): string {
  switch (term.kind) {
    case 'self':
      return 'principal';
    case 'attribute':
      return `${term.of === 'subject' ? 'principal' : term.of}.${term.name}`;
    default:
      return literal(term);
  }
}

function statement({ effect, actions, when }: StarterRule): string {
  const named = actions.map(action => `Action::"${action}"`);
  const scope =
    named.length === 1
      ? `action == ${named[0]}`
      : `action in [${named.join(', ')}]`;
  const conditions = when.map(condition =>
    writeCondition(condition, {
      term: writeTerm,
      contains: (list, element) => `${list}.contains(${element})`,
    }),
  );
  return `${effect} (principal, ${scope}, resource)\nwhen { ${conditions.join(
    ' && ',
  )} };`;
}

function storedValue(
  value: AttributeValue,
  kind: AttributeKind,
  names: EmitNames,
) {
  const reference = (id: string) => ({
    __entity: { type: names.subject, id },
  });
  if (kind === 'subject') {
    return reference(value as string);
  }
  return kind === 'subjects' ? (value as string[]).map(reference) : value;
}

function entities(
  type: string,
  kinds: Attributes,
  examples: Record<string, AttributeValues>,
  names: EmitNames,
) {
  return Object.entries(examples).map(([id, values]) => ({
    uid: { type, id },
    attrs: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        storedValue(value, kinds[name], names),
      ]),
    ),
    parents: [],
  }));
}

function schema(template: StarterTemplate, names: EmitNames): string {
  const { subject, resource } = names;
  return [
    `entity ${subject} ${record(template.subject, names)};`,
    `entity ${resource} ${record(template.resource, names)};`,
    ...Object.entries(template.actions).map(
      ([action, context]) =>
        `action "${action}" appliesTo { principal: ${subject}, resource: ${resource}, context: ${record(
          context,
          names,
        )} };`,
    ),
  ]
    .map(line => `${line}\n`)
    .join('');
}

/** Cedar with a schema. */
export const emitCedar: Emitter = (template, names) => {
  const { examples } = template;
  const stored = [
    ...entities(names.subject, template.subject, examples.subjects, names),
    ...entities(names.resource, template.resource, examples.resources, names),
  ];
  return [
    { path: 'schema.cedarschema', content: schema(template, names) },
    {
      path: 'entities.json',
      content: `${JSON.stringify(stored, null, 2)}\n`,
    },
    ...template.policies.map(policy => ({
      path: `policies/${policy.name}.cedar`,
      content: `// ${policy.description}\n${policy.rules
        .map(statement)
        .join('\n')}\n`,
    })),
  ];
};
