import {
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  PermissionCriteria,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  createConditionTransformer,
  PermissionResourceRef,
} from '@backstage/plugin-permission-node';
import { notAllowed } from './authorize';

/** Which resources a permission is granted for: all, none, or those that meet criteria. */
export type Scope<TFilter> = 'all' | 'none' | PermissionCriteria<TFilter>;

/** What a permission is granted for, as a query that lists are filtered by before anything is counted. */
export async function findScope<TResource, TFilter>(
  permission: ResourcePermission,
  options: {
    permissions: PermissionsService;
    registry: PermissionsRegistryService;
    resourceRef: PermissionResourceRef<TResource, TFilter>;
    credentials: BackstageCredentials;
  },
): Promise<Scope<TFilter>> {
  const { permissions, registry, resourceRef, credentials } = options;
  const [decision] = await permissions.authorizeConditional([{ permission }], {
    credentials,
  });
  if (decision.result !== AuthorizeResult.CONDITIONAL) {
    return decision.result === AuthorizeResult.ALLOW ? 'all' : 'none';
  }
  return createConditionTransformer(registry.getPermissionRuleset(resourceRef))(
    decision.conditions,
  );
}

/** @throws NotAllowedError that names the permission where it is granted for nothing */
export function expectScope(
  scope: Scope<unknown>,
  permission: ResourcePermission,
): void {
  if (scope === 'none') {
    throw notAllowed(permission);
  }
}
