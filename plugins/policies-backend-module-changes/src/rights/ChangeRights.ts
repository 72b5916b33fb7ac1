import {
  AuthService,
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { ResourcePermission } from '@backstage/plugin-permission-common';
import { setRollBackPermission } from '@internal/plugin-policies-common';
import {
  isAllowed,
  policyChangeResourceRef,
  PolicySetResource,
  policySetResourceRef,
} from '@internal/plugin-policies-node';
import { ChangeResources } from '../ChangeResources';

interface Who {
  credentials: BackstageCredentials;
}

/** What somebody may do with a change or a set that they may read. */
export class ChangeRights {
  constructor(
    private readonly options: {
      auth: AuthService;
      permissions: PermissionsService;
      permissionsRegistry: PermissionsRegistryService;
      resources: ChangeResources;
    },
  ) {}

  isPerson({ credentials }: Who): boolean {
    return this.options.auth.isPrincipal(credentials, 'user');
  }

  async allowsChange(
    permission: ResourcePermission,
    id: string,
    { credentials }: Who,
  ): Promise<boolean> {
    const { permissions, permissionsRegistry, resources } = this.options;
    return isAllowed(permission, await resources.findChange(id), {
      permissions,
      registry: permissionsRegistry,
      resourceRef: policyChangeResourceRef,
      credentials,
    });
  }

  async allowsSet(
    permission: ResourcePermission,
    set: PolicySetResource | undefined,
    { credentials }: Who,
  ): Promise<boolean> {
    const { permissions, permissionsRegistry } = this.options;
    return isAllowed(permission, set, {
      permissions,
      registry: permissionsRegistry,
      resourceRef: policySetResourceRef,
      credentials,
    });
  }

  /** Whether somebody answers for a set: rolls it back, and has changes of it asked as shadows. */
  async answersFor(set: string, who: Who): Promise<boolean> {
    return this.allowsSet(
      setRollBackPermission,
      this.options.resources.findSet(set),
      who,
    );
  }

  /** @throws NotAllowedError for the token of a service */
  checkPerson(does: string, who: Who): void {
    if (!this.isPerson(who)) {
      throw new NotAllowedError(
        `only a person ${does}, not the token of a service; sign in to the portal and do it there`,
      );
    }
  }

  /** @throws NotAllowedError */
  async checkChange(
    permission: ResourcePermission,
    id: string,
    who: Who,
  ): Promise<void> {
    if (!(await this.allowsChange(permission, id, who))) {
      throw denied(permission.name, `change ${id}`);
    }
  }

  /** @throws NotAllowedError */
  async checkSet(
    permission: ResourcePermission,
    set: PolicySetResource | undefined,
    who: Who,
  ): Promise<void> {
    if (!(await this.allowsSet(permission, set, who))) {
      throw denied(
        permission.name,
        set ? `policy set '${set.name}'` : 'this policy set',
      );
    }
  }
}

/** What somebody is told who lacks a permission for something. */
export function denied(permission: string, what: string): NotAllowedError {
  return new NotAllowedError(
    `permission '${permission}' is needed for ${what}; ask its owners or the people who run the portal`,
  );
}
