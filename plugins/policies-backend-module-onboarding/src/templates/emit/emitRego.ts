import { StarterRule, Term } from '../StarterTemplate';
import { Emitter } from './Emitter';
import { identifier } from './identifier';
import { storedEntities } from './storedEntities';
import { literal, writeCondition } from './writeCondition';

function writeTerm(term: Term): string {
  switch (term.kind) {
    case 'self':
      return 'input.subject.id';
    case 'attribute':
      return term.of === 'context'
        ? `input.context.${term.name}`
        : `input.${term.of}.properties.${term.name}`;
    default:
      return literal(term);
  }
}

function rule({ effect, actions, when }: StarterRule): string {
  const lines = [
    `input.action.name in ${literal({ kind: 'values', values: actions })}`,
    ...when.map(condition => writeCondition(condition, { term: writeTerm })),
  ];
  return `${effect === 'permit' ? 'allow' : 'deny'} if {\n${lines
    .map(line => `\t${line}`)
    .join('\n')}\n}`;
}

/** Rego for OPA, a package a policy. */
export const emitRego: Emitter = (template, names) => [
  storedEntities(template, names),
  ...template.policies.map(policy => ({
    path: `policies/${policy.name}.rego`,
    content: `# ${policy.description}\npackage policies.${identifier(
      policy.name,
    )}\n\n${policy.rules.map(rule).join('\n\n')}\n`,
  })),
];
