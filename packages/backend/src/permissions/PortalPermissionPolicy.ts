import { RootConfigService } from '@backstage/backend-plugin-api';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { createCatalogConditionalDecision } from '@backstage/plugin-catalog-backend/alpha';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import {
  AuthorizeResult,
  isPermission,
  Permission,
  PolicyDecision,
  ResourcePermission,
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
  decisionReadPermission,
  journeyEditPermission,
  journeyManagePermission,
  setReadPermission,
  setRollBackPermission,
} from '@internal/plugin-policies-common';
import {
  createPolicyChangeDecision,
  createPolicyJourneyDecision,
  createPolicySetDecision,
  policyChangeConditions,
  policyJourneyConditions,
  policySetConditions,
} from '@internal/plugin-policies-node';
import { toEntityConditions } from '@internal/plugin-catalog-backend-module-policies';
import { EVERYBODY } from './roles';

const ALLOW: PolicyDecision = { result: AuthorizeResult.ALLOW };
const DENY: PolicyDecision = { result: AuthorizeResult.DENY };

/**
 * Three example roles, by the groups a person is in:
 *
 * - platform admins (`permission.roles.admins`) may do all,
 * - reviewers (`permission.roles.reviewers`) may review any change and read all decisions,
 * - domain owners, that is everybody else, edit, review, publish and roll back what their groups own and
 *   read its decisions, review what waits for them, edit and publish what they opened themselves, and
 *   write in the journeys that they began, were invited to, or whose published set their groups own.
 *
 * Everybody sees the policy sets, and the entities of the catalog, but those of confidential domains
 * (`permission.confidentialDomains`): these are seen by their owners, reviewers and admins. What is told of
 * sets elsewhere, such as changes, follows from that.
 *
 * Everybody may do what {@link EVERYBODY} lists: nothing is published without its approvals. What is
 * named nowhere is for admins alone, of whatever plugin it is. Nobody who is not signed in may do
 * anything; services do not come here, their tokens say what they may.
 */
export class PortalPermissionPolicy implements PermissionPolicy {
  private readonly admins: string[];
  private readonly reviewers: string[];
  private readonly confidentialDomains: string[];

  constructor(config: RootConfigService) {
    const roles = config.getOptionalConfig('permission.roles');
    const refs = (role: string) =>
      (roles?.getOptionalStringArray(role) ?? []).map(ref =>
        toRef(ref, 'Group'),
      );
    this.admins = refs('admins');
    this.reviewers = refs('reviewers');
    // What is no reference would hide nothing: it keeps the portal from starting.
    this.confidentialDomains = (
      config.getOptionalStringArray('permission.confidentialDomains') ?? []
    ).map(ref => toRef(ref, 'Domain'));
  }

  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (!user) {
      return DENY;
    }
    const claims = user.info.ownershipEntityRefs;
    if (claims.some(claim => this.admins.includes(claim))) {
      return ALLOW;
    }
    if (EVERYBODY.some(({ name }) => name === permission.name)) {
      return ALLOW;
    }
    return this.decide(permission, claims);
  }

  private decide(permission: Permission, claims: string[]): PolicyDecision {
    const isReviewer = claims.some(claim => this.reviewers.includes(claim));
    const { isChangeSetOwner, isChangeAuthor, isChangeReviewer } =
      policyChangeConditions;
    const { isSetOwner } = policySetConditions;
    if (
      isPermission(permission, setReadPermission) ||
      isPermission(permission, catalogEntityReadPermission)
    ) {
      return isReviewer || !this.confidentialDomains.length
        ? ALLOW
        : this.decideReading(permission, claims);
    }
    if (isPermission(permission, setRollBackPermission)) {
      return createPolicySetDecision(permission, isSetOwner({ claims }));
    }
    if (isPermission(permission, decisionReadPermission)) {
      return isReviewer
        ? ALLOW
        : createPolicySetDecision(permission, isSetOwner({ claims }));
    }
    if (
      isPermission(permission, changeEditPermission) ||
      isPermission(permission, changePublishPermission)
    ) {
      return createPolicyChangeDecision(permission, {
        anyOf: [isChangeAuthor({ claims }), isChangeSetOwner({ claims })],
      });
    }
    const { isJourneyCreator, isJourneyInvited, isJourneyOwner } =
      policyJourneyConditions;
    if (isPermission(permission, journeyEditPermission)) {
      return createPolicyJourneyDecision(permission, {
        anyOf: [
          isJourneyCreator({ claims }),
          isJourneyInvited({ claims }),
          isJourneyOwner({ claims }),
        ],
      });
    }
    if (isPermission(permission, journeyManagePermission)) {
      return createPolicyJourneyDecision(
        permission,
        isJourneyCreator({ claims }),
      );
    }
    if (isPermission(permission, changeReviewPermission)) {
      return isReviewer
        ? ALLOW
        : createPolicyChangeDecision(permission, {
            anyOf: [isChangeSetOwner({ claims }), isChangeReviewer({ claims })],
          });
    }
    return DENY;
  }

  /** The catalog is asked the same as the portal, so that it shows the same sets. */
  private decideReading(
    permission: ResourcePermission,
    claims: string[],
  ): PolicyDecision {
    const readable = {
      anyOf: [
        {
          not: policySetConditions.isSetOfDomain({
            domains: this.confidentialDomains,
          }),
        },
        policySetConditions.isSetOwner({ claims }),
      ],
    } satisfies Parameters<typeof createPolicySetDecision>[1];
    return isPermission(permission, setReadPermission)
      ? createPolicySetDecision(permission, readable)
      : createCatalogConditionalDecision(
          permission as typeof catalogEntityReadPermission,
          toEntityConditions(readable),
        );
  }
}

/** As claims are written: lower case, with kind and namespace. */
function toRef(ref: string, defaultKind: string): string {
  return stringifyEntityRef(
    parseEntityRef(ref, { defaultKind, defaultNamespace: 'default' }),
  );
}
