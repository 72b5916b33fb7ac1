import {
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { decisionReadPermission } from '@internal/plugin-policies-common';
import {
  DecisionReaders,
  findScope,
  policySetResourceRef,
  ReadableSets,
  SetReaders,
} from '@internal/plugin-policies-node';

/**
 * Who may read the decisions of which sets: of those that they may read at all. Lists, counts and what home
 * shows ask for these sets only, so that nothing is left out after it was counted.
 */
export class ConditionalDecisionReaders implements DecisionReaders {
  constructor(
    private readonly options: {
      permissions: PermissionsService;
      permissionsRegistry: PermissionsRegistryService;
      setReaders: SetReaders;
    },
  ) {}

  /** @returns the names of the sets, where not all or none at all */
  async readableBy(
    credentials: BackstageCredentials,
  ): Promise<'all' | 'none' | string[]> {
    const { permissions, permissionsRegistry, setReaders } = this.options;
    const scope = await findScope(decisionReadPermission, {
      permissions,
      registry: permissionsRegistry,
      resourceRef: policySetResourceRef,
      credentials,
    });
    if (scope === 'none') {
      return scope;
    }
    const sets = await setReaders.tellableTo(credentials);
    if (scope === 'all' && sets.scope === 'all') {
      return scope;
    }
    return new ReadableSets(scope, sets).list().map(({ name }) => name);
  }

  /** Whether somebody may read the decisions of a set. */
  async mayRead(
    set: string,
    credentials: BackstageCredentials,
  ): Promise<boolean> {
    const sets = await this.readableBy(credentials);
    return Array.isArray(sets) ? sets.includes(set) : sets === 'all';
  }
}
