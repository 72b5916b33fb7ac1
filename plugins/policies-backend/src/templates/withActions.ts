import { InputError } from '@backstage/errors';
import { StarterCase, StarterTemplate } from './StarterTemplate';

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
  const namesOf = (action: string) =>
    Object.hasOwn(names, action) ? [...new Set(names[action])] : [action];
  const actions: StarterTemplate['actions'] = {};
  for (const [action, context] of Object.entries(template.actions)) {
    for (const name of namesOf(action)) {
      if (Object.hasOwn(actions, name)) {
        throw new InputError(
          `two actions would be called '${name}'; give each of them a name of its own`,
        );
      }
      actions[name] = context;
    }
  }
  return {
    ...template,
    actions,
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
