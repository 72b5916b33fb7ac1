import { ConfigReader } from '@backstage/config';
import { mockCredentials } from '@backstage/backend-test-utils';
import {
  createConditionAuthorizer,
  PermissionRule,
} from '@backstage/plugin-permission-node';
import {
  changeEditPermission,
  changeProposePermission,
  changePublishPermission,
  changeReviewPermission,
  engineRepairPermission,
  policiesReadPermission,
  registryRefreshPermission,
  setRollBackPermission,
} from '@internal/plugin-policies-common';
import {
  isChangeAuthor,
  isChangeReviewer,
  isChangeSetOwner,
  isSetOwner,
  PolicyChangeResource,
  PolicySetResource,
  policySetResourceRef,
} from '@internal/plugin-policies-node';
import { Permission } from '@backstage/plugin-permission-common';
import { PortalPermissionPolicy } from './PortalPermissionPolicy';

const policy = new PortalPermissionPolicy(
  new ConfigReader({
    permission: {
      roles: {
        admins: ['group:default/ops'],
        reviewers: ['group:default/law'],
      },
    },
  }),
);

const set: PolicySetResource = {
  name: 'records',
  owner: 'group:default/owners',
  domain: 'domain:default/records',
};
const change: PolicyChangeResource = {
  ...set,
  id: '1',
  set: 'records',
  author: 'user:default/author',
  reviewers: ['group:default/owners', 'group:default/asked'],
};

const rules = {
  isSetOwner,
  isChangeSetOwner,
  isChangeAuthor,
  isChangeReviewer,
};

async function may(permission: Permission, ...claims: string[]) {
  const decision = await policy.handle(
    { permission },
    {
      credentials: mockCredentials.user(),
      info: { userEntityRef: claims[0], ownershipEntityRefs: claims },
    },
  );
  if (decision.result !== 'CONDITIONAL') {
    return decision.result === 'ALLOW';
  }
  const isSet = decision.resourceType === policySetResourceRef.resourceType;
  return createConditionAuthorizer<unknown>({
    getRuleByName: (name: string) =>
      Object.values(rules).find(rule => rule.name === name) as PermissionRule<
        unknown,
        unknown,
        string
      >,
  })(decision, isSet ? set : change);
}

const ADMIN = ['user:default/a', 'group:default/ops'];
const REVIEWER = ['user:default/r', 'group:default/law'];
const OWNER = ['user:default/o', 'group:default/owners'];
const ASKED = ['user:default/s', 'group:default/asked'];
const AUTHOR = ['user:default/author', 'group:default/others'];
const STRANGER = ['user:default/x', 'group:default/others'];

describe('PortalPermissionPolicy', () => {
  it.each(
    (
      [
        [
          policiesReadPermission,
          [ADMIN, REVIEWER, OWNER, ASKED, AUTHOR, STRANGER],
        ],
        [
          changeProposePermission,
          [ADMIN, REVIEWER, OWNER, ASKED, AUTHOR, STRANGER],
        ],
        [changeEditPermission, [ADMIN, OWNER, AUTHOR]],
        [changeReviewPermission, [ADMIN, REVIEWER, OWNER, ASKED]],
        [changePublishPermission, [ADMIN, OWNER, AUTHOR]],
        [setRollBackPermission, [ADMIN, OWNER]],
        [engineRepairPermission, [ADMIN]],
        [registryRefreshPermission, [ADMIN]],
      ] as Array<[Permission, string[][]]>
    ).map(([permission, granted]) => ({
      name: permission.name,
      permission,
      granted,
    })),
  )('grants $name to those it is for', async ({ permission, granted }) => {
    for (const person of [ADMIN, REVIEWER, OWNER, ASKED, AUTHOR, STRANGER]) {
      expect({ person, may: await may(permission, ...person) }).toEqual({
        person,
        may: granted.includes(person),
      });
    }
  });

  it('grants what is not about policies, and nothing of theirs that needs a person to nobody', async () => {
    const other = {
      type: 'basic',
      name: 'catalog.entity.create',
      attributes: {},
    };
    expect(await policy.handle({ permission: other as Permission })).toEqual({
      result: 'ALLOW',
    });
    expect(await may(changePublishPermission)).toBe(false);
  });
});
