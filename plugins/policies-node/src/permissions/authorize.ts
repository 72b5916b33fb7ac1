import {
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  BasicPermission,
  Permission,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  createConditionAuthorizer,
  PermissionResourceRef,
} from '@backstage/plugin-permission-node';

/**
 * Throws unless a permission is granted.
 *
 * @throws NotAllowedError that names the permission
 */
export async function authorize(
  permissions: PermissionsService,
  permission: BasicPermission,
  credentials: BackstageCredentials,
): Promise<void> {
  const [{ result }] = await permissions.authorize([{ permission }], {
    credentials,
  });
  if (result !== AuthorizeResult.ALLOW) {
    throw notAllowed(permission);
  }
}

/** What somebody is told who lacks a permission. */
export function notAllowed({ name }: Permission): NotAllowedError {
  return new NotAllowedError(
    `permission '${name}' is needed; ask the people who run the portal for it`,
  );
}

/** Whether a permission is granted for a resource; conditions are applied here, where it is at hand. */
export async function isAllowed<TResource, TFilter>(
  permission: ResourcePermission,
  resource: TResource | undefined,
  options: {
    permissions: PermissionsService;
    registry: PermissionsRegistryService;
    resourceRef: PermissionResourceRef<TResource, TFilter>;
    credentials: BackstageCredentials;
  },
): Promise<boolean> {
  const { permissions, registry, resourceRef, credentials } = options;
  const [decision] = await permissions.authorizeConditional([{ permission }], {
    credentials,
  });
  return decision.result === AuthorizeResult.CONDITIONAL
    ? createConditionAuthorizer<unknown>(
        registry.getPermissionRuleset<string, unknown, unknown>(
          resourceRef as PermissionResourceRef<unknown, unknown>,
        ),
      )(decision, resource)
    : decision.result === AuthorizeResult.ALLOW;
}
