import { StarterRule, Term } from '../StarterTemplate';
import { Emitter } from './Emitter';
import { storedEntities } from './storedEntities';
import { writeCondition } from './writeCondition';

const MODEL = `[request_definition]
r = sub, obj, act, ctx

[policy_definition]
p = act, cond, eft

[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))

[matchers]
m = r.act == p.act && eval(p.cond)
`;

const OBJECTS = { subject: 'r.sub', resource: 'r.obj', context: 'r.ctx' };

function text(value: string | number | boolean): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}

function writeTerm(term: Term): string {
  switch (term.kind) {
    case 'self':
      return 'r.sub.id';
    case 'attribute':
      return `${OBJECTS[term.of]}.${term.name}`;
    case 'value':
      return text(term.value);
    default:
      return `(${term.values.map(text).join(', ')})`;
  }
}

function rows({ effect, actions, when }: StarterRule): string[] {
  const condition = when
    .map(part => writeCondition(part, { term: writeTerm }))
    .join(' && ');
  return actions.map(
    action =>
      `p, ${action}, "${condition}", ${effect === 'permit' ? 'allow' : 'deny'}`,
  );
}

/** Casbin: one model, conditions in the rows. */
export const emitCasbin: Emitter = (template, names) => [
  { path: 'model.conf', content: MODEL },
  storedEntities(template, names),
  ...template.policies.map(policy => ({
    path: `policies/${policy.name}.csv`,
    content: `${policy.rules.flatMap(rows).join('\n')}\n`,
  })),
];
