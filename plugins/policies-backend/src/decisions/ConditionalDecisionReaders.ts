import {
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { createConditionAuthorizer } from '@backstage/plugin-permission-node';
import { decisionReadPermission } from '@internal/plugin-policies-common';
import {
  DecisionReaders,
  policySetResourceRef,
  toSetResource,
} from '@internal/plugin-policies-node';
import { LiveSets } from '../registry/LiveSets';

/**
 * Who may read the decisions of which sets. Lists, counts and what home shows ask for these sets only, so
 * that nothing is left out after it was counted.
 */
export class ConditionalDecisionReaders implements DecisionReaders {
  constructor(
    private readonly options: {
      permissions: PermissionsService;
      permissionsRegistry: PermissionsRegistryService;
      liveSets: LiveSets;
    },
  ) {}

  /** @returns the names of the sets, where not all or none at all */
  async readableBy(
    credentials: BackstageCredentials,
  ): Promise<'all' | 'none' | string[]> {
    const { permissions, permissionsRegistry, liveSets } = this.options;
    const [decision] = await permissions.authorizeConditional(
      [{ permission: decisionReadPermission }],
      { credentials },
    );
    if (decision.result !== AuthorizeResult.CONDITIONAL) {
      return decision.result === AuthorizeResult.ALLOW ? 'all' : 'none';
    }
    const meets = createConditionAuthorizer(
      permissionsRegistry.getPermissionRuleset(policySetResourceRef),
    );
    return liveSets
      .list()
      .filter(({ name, manifest }) =>
        meets(decision, toSetResource(name, manifest)),
      )
      .map(({ name }) => name);
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
