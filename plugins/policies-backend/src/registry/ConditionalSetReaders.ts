import {
  AuthService,
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { setReadPermission } from '@internal/plugin-policies-common';
import {
  findScope,
  policySetResourceRef,
  ReadableSets,
  SetReaders,
} from '@internal/plugin-policies-node';
import { LiveSets } from './LiveSets';

/** {@link SetReaders} by the permission `policies.set.read`, which is asked for once in a call of the API. */
export class ConditionalSetReaders implements SetReaders {
  private readonly asked = new WeakMap<
    BackstageCredentials,
    Promise<ReadableSets>
  >();

  constructor(
    private readonly options: {
      auth: AuthService;
      permissions: PermissionsService;
      permissionsRegistry: PermissionsRegistryService;
      liveSets: LiveSets;
    },
  ) {}

  async readableBy(credentials: BackstageCredentials): Promise<ReadableSets> {
    const known = this.asked.get(credentials);
    if (known) {
      return known;
    }
    const asked = this.ask(credentials);
    this.asked.set(credentials, asked);
    return asked;
  }

  async tellableTo(credentials: BackstageCredentials): Promise<ReadableSets> {
    return this.options.auth.isPrincipal(credentials, 'service')
      ? new ReadableSets('all', this.options.liveSets)
      : this.readableBy(credentials);
  }

  private async ask(credentials: BackstageCredentials): Promise<ReadableSets> {
    const { permissions, permissionsRegistry, liveSets } = this.options;
    const scope = await findScope(setReadPermission, {
      permissions,
      registry: permissionsRegistry,
      resourceRef: policySetResourceRef,
      credentials,
    });
    return new ReadableSets(scope, liveSets);
  }
}
