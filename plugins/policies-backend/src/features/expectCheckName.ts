import { InputError } from '@backstage/errors';
import { checkNameSchema } from '@internal/plugin-policies-common';
import { Check } from '@internal/plugin-policies-node';

/**
 * Checks are kept and asked for by their names.
 *
 * @throws InputError for a name that says what it may be
 */
export function expectCheckName(check: Check): Check {
  const { success, error } = checkNameSchema.safeParse(check.name);
  if (!success) {
    throw new InputError(
      `a check cannot be named '${check.name}': ${error.issues[0].message}`,
    );
  }
  return check;
}
