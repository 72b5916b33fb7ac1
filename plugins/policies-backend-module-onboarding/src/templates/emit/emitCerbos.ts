import { stringify } from 'yaml';
import { StarterRule, Term } from '../StarterTemplate';
import { Emitter } from './Emitter';
import { storedEntities } from './storedEntities';
import { celLiteral, writeCondition } from './writeCondition';

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
      return celLiteral(term);
  }
}

function rule(
  policy: string,
  index: number,
  { effect, actions, when }: StarterRule,
) {
  return {
    name: index ? `${policy}.${index + 1}` : policy,
    actions,
    effect: effect === 'permit' ? 'EFFECT_ALLOW' : 'EFFECT_DENY',
    roles: ['*'],
    condition: {
      match: {
        all: {
          of: when.map(condition => ({
            expr: writeCondition(condition, { term: writeTerm }),
          })),
        },
      },
    },
  };
}

/** Cerbos: one resource policy with the rules of all policies. */
export const emitCerbos: Emitter = (template, names) => [
  storedEntities(template, names),
  {
    path: 'policies/rules.yaml',
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
];
