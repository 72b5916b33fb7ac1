import { RootConfigService } from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  isPermission,
  Permission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import {
  changeEditPermission,
  changePublishPermission,
  changeReviewPermission,
  engineRepairPermission,
  engineServePermission,
  registryRefreshPermission,
  setRollBackPermission,
} from '@internal/plugin-policies-common';
import {
  createPolicyChangeDecision,
  createPolicySetDecision,
  policyChangeConditions,
  policySetConditions,
} from '@internal/plugin-policies-node';

const ALLOW: PolicyDecision = { result: AuthorizeResult.ALLOW };
const DENY: PolicyDecision = { result: AuthorizeResult.DENY };

/** For the people who run the portal alone. */
const OPERATION = [
  registryRefreshPermission,
  engineRepairPermission,
  engineServePermission,
];

/**
 * Three example roles, by the groups a person is in:
 *
 * - platform admins (`permission.roles.admins`) may do all,
 * - reviewers (`permission.roles.reviewers`) may review any change,
 * - domain owners, that is everybody else, edit, review, publish and roll back what their groups own,
 *   review what waits for them, and edit and publish what they opened themselves.
 *
 * Everybody may read, ask for decisions, use the playground, onboard a domain and propose a change:
 * nothing is published without its approvals. What is not about policies is allowed, as without a
 * policy of its own.
 */
export class PortalPermissionPolicy implements PermissionPolicy {
  private readonly admins: string[];
  private readonly reviewers: string[];

  constructor(config: RootConfigService) {
    const roles = config.getOptionalConfig('permission.roles');
    this.admins = roles?.getOptionalStringArray('admins') ?? [];
    this.reviewers = roles?.getOptionalStringArray('reviewers') ?? [];
  }

  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (!permission.name.startsWith('policies.')) {
      return ALLOW;
    }
    const claims = user?.info.ownershipEntityRefs ?? [];
    if (claims.some(claim => this.admins.includes(claim))) {
      return ALLOW;
    }
    if (OPERATION.some(({ name }) => name === permission.name)) {
      return DENY;
    }
    const isReviewer = claims.some(claim => this.reviewers.includes(claim));
    return this.decide(permission, claims, isReviewer);
  }

  private decide(
    permission: Permission,
    claims: string[],
    isReviewer: boolean,
  ): PolicyDecision {
    const { isChangeSetOwner, isChangeAuthor, isChangeReviewer } =
      policyChangeConditions;
    const { isSetOwner } = policySetConditions;
    if (isPermission(permission, setRollBackPermission)) {
      return createPolicySetDecision(permission, isSetOwner({ claims }));
    }
    if (isPermission(permission, changeEditPermission)) {
      return createPolicyChangeDecision(permission, {
        anyOf: [isChangeAuthor({ claims }), isChangeSetOwner({ claims })],
      });
    }
    if (isPermission(permission, changeReviewPermission)) {
      return isReviewer
        ? ALLOW
        : createPolicyChangeDecision(permission, {
            anyOf: [isChangeSetOwner({ claims }), isChangeReviewer({ claims })],
          });
    }
    if (isPermission(permission, changePublishPermission)) {
      return createPolicyChangeDecision(permission, {
        anyOf: [isChangeAuthor({ claims }), isChangeSetOwner({ claims })],
      });
    }
    return ALLOW;
  }
}
