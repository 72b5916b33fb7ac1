import { InputError } from '@backstage/errors';
import { StarterCase, StarterTemplate } from './StarterTemplate';

function namesFor(action: string, names: Record<string, string[]>): string[] {
  return Object.hasOwn(names, action) ? [...new Set(names[action])] : [action];
}

/** A name that two actions of a template would have. */
export function nameTwice(
  actions: string[],
  names: Record<string, string[]>,
): string | undefined {
  const all = actions.flatMap(action => namesFor(action, names));
  return all.find((name, index) => all.indexOf(name) !== index);
}

/**
 * A template with the domain's own names of its actions. An action with several names is decided alike
 * under each, and its cases are asked of each.
 *
 * @param names - by action of the template; actions that are not named keep their own
 * @throws InputError for an action that the template does not have, and for two of one name
 */
export function withActions(
  template: StarterTemplate,
  names: Record<string, string[]>,
): StarterTemplate {
  const unknown = Object.keys(names).find(
    action => !Object.hasOwn(template.actions, action),
  );
  if (unknown !== undefined) {
    throw new InputError(
      `template '${
        template.name
      }' has no action '${unknown}'; it has ${Object.keys(template.actions)
        .map(action => `'${action}'`)
        .join(', ')}`,
    );
  }
  const twice = nameTwice(Object.keys(template.actions), names);
  if (twice !== undefined) {
    throw new InputError(
      `two actions would be called '${twice}'; give each of them a name of its own`,
    );
  }
  const namesOf = (action: string) => namesFor(action, names);
  return {
    ...template,
    actions: Object.fromEntries(
      Object.entries(template.actions).flatMap(([action, context]) =>
        namesOf(action).map(name => [name, context]),
      ),
    ),
    policies: template.policies.map(policy => ({
      ...policy,
      rules: policy.rules.map(rule => ({
        ...rule,
        actions: rule.actions.flatMap(namesOf),
      })),
    })),
    cases: template.cases.flatMap(each =>
      namesOf(each.action).map(
        (action, index): StarterCase => ({
          ...each,
          action,
          name: index ? `${each.name} (${action})` : each.name,
        }),
      ),
    ),
  };
}
