import { stringify } from 'yaml';
import { StarterRule, Term } from '../StarterTemplate';
import { Emitter, EmitNames } from './Emitter';
import { storedEntities } from './storedEntities';
import { literal, writeCondition } from './writeCondition';

const OBJECTS = {
  subject: 'P.attr',
  resource: 'R.attr',
  context: 'R.attr.context',
};

function writeTerm(term: Term): string {
  switch (term.kind) {
    case 'self':
      return 'P.id';
    case 'attribute':
      return `${OBJECTS[term.of]}.${term.name}`;
    default:
      // Numbers of a request are doubles in CEL.
      return term.kind === 'value' && typeof term.value === 'number'
        ? term.value.toFixed(1)
        : literal(term);
  }
}

function rule(
  policy: string,
  index: number,
  { effect, actions, when }: StarterRule,
) {
  const expressions = when.map(condition => ({
    expr: writeCondition(condition, { term: writeTerm }),
  }));
  return {
    name: index ? `${policy}.${index + 1}` : policy,
    actions,
    effect: effect === 'permit' ? 'EFFECT_ALLOW' : 'EFFECT_DENY',
    roles: ['*'],
    ...(expressions.length && {
      condition: { match: { all: { of: expressions } } },
    }),
  };
}

const path = (names: EmitNames) => `policies/${names.resource}.yaml`;

/** Cerbos: one resource policy with the rules of all policies. */
export const emitCerbos: Emitter = (template, names) => ({
  files: [
    storedEntities(template, names),
    {
      path: path(names),
      content: stringify({
        apiVersion: 'api.cerbos.dev/v1',
        resourcePolicy: {
          resource: names.resource,
          version: 'default',
          rules: template.policies.flatMap(policy =>
            policy.rules.map((each, index) => rule(policy.name, index, each)),
          ),
        },
      }),
    },
  ],
});
