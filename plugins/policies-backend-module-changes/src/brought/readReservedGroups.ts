import { RootConfigService } from '@backstage/backend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import { readApprovalRules } from '../rules/ApprovalRules';

/**
 * Names that no set may bring a group of, in lower case and whatever the namespace: those that the
 * configuration gives rights to. That is every role of `permission.roles`, the groups of
 * `policies.changes.approvals` and `policies.proof.approvals`, what a guest speaks for, and `policies.onboarding.reserved`.
 */
export function readReservedGroups(config: RootConfigService): Set<string> {
  const { fallback, regulations } = readApprovalRules(config);
  const refs = [
    // Roles may be shaped otherwise where the permission policy is not the portal's.
    ...stringsIn(config.getOptional('permission.roles')),
    ...(fallback === undefined ? [] : [fallback]),
    ...regulations.map(({ group }) => group),
    ...(config.getOptionalConfigArray('policies.proof.approvals') ?? []).map(
      rule => rule.getString('group'),
    ),
    ...stringsIn(
      config.getOptional('auth.providers.guest.ownershipEntityRefs'),
    ),
    ...(config.getOptionalStringArray('policies.onboarding.reserved') ?? []),
  ];
  return new Set(
    refs.flatMap(ref => {
      try {
        return [plainNameOf(ref)];
      } catch {
        return [];
      }
    }),
  );
}

/** All text in a value of the configuration. */
function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  return typeof value === 'object' && value !== null
    ? Object.values(value).flatMap(stringsIn)
    : [];
}

/** The name of a reference as it is compared. */
export function plainNameOf(ref: string): string {
  const { name } = parseEntityRef(ref, {
    defaultKind: 'Group',
    defaultNamespace: 'default',
  });
  return name.normalize('NFKC').toLocaleLowerCase('en-US');
}
