import { ConfigReader } from '@backstage/config';
import { mockCredentials } from '@backstage/backend-test-utils';
import * as catalogPermissions from '@backstage/plugin-catalog-common/alpha';
import {
  createConditionAuthorizer,
  PermissionRule,
} from '@backstage/plugin-permission-node';
import {
  changeEditPermission,
  changeProposePermission,
  changePublishPermission,
  changeReviewPermission,
  decisionReadPermission,
  engineRepairPermission,
  journeyCreatePermission,
  journeyEditPermission,
  journeyManagePermission,
  setReadPermission,
  registryRefreshPermission,
  setRollBackPermission,
} from '@internal/plugin-policies-common';
import {
  isChangeAuthor,
  isChangeReviewer,
  isChangeSetOwner,
  isJourneyCreator,
  isJourneyInvited,
  isJourneyOwner,
  isSetOfDomain,
  isSetOwner,
  PolicyChangeResource,
  PolicyJourneyResource,
  PolicySetResource,
  policyJourneyResourceRef,
  policySetResourceRef,
} from '@internal/plugin-policies-node';
import { Permission } from '@backstage/plugin-permission-common';
import { PortalPermissionPolicy } from './PortalPermissionPolicy';
import { EVERYBODY } from './roles';

const policy = new PortalPermissionPolicy(
  new ConfigReader({
    permission: {
      roles: {
        admins: ['group:default/ops', 'SRE'],
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

const journey: PolicyJourneyResource = {
  id: '1',
  creator: 'user:default/author',
  people: ['user:default/s'],
  owner: 'group:default/owners',
};

const rules = {
  isJourneyCreator,
  isJourneyInvited,
  isJourneyOwner,
  isSetOfDomain,
  isSetOwner,
  isChangeSetOwner,
  isChangeAuthor,
  isChangeReviewer,
};

async function may(permission: Permission, ...claims: string[]) {
  return mayBy(policy, permission, ...claims);
}

async function mayBy(
  asked: PortalPermissionPolicy,
  permission: Permission,
  ...claims: string[]
) {
  const decision = await asked.handle(
    { permission },
    {
      credentials: mockCredentials.user(),
      info: { userEntityRef: claims[0], ownershipEntityRefs: claims },
    },
  );
  if (decision.result !== 'CONDITIONAL') {
    return decision.result === 'ALLOW';
  }
  const resource = {
    [policySetResourceRef.resourceType]: set,
    [policyJourneyResourceRef.resourceType]: journey,
  }[decision.resourceType];
  return createConditionAuthorizer<unknown>({
    getRuleByName: (name: string) =>
      Object.values(rules).find(rule => rule.name === name) as PermissionRule<
        unknown,
        unknown,
        string
      >,
  })(decision, resource ?? change);
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
        [setReadPermission, [ADMIN, REVIEWER, OWNER, ASKED, AUTHOR, STRANGER]],
        [
          changeProposePermission,
          [ADMIN, REVIEWER, OWNER, ASKED, AUTHOR, STRANGER],
        ],
        [changeEditPermission, [ADMIN, OWNER, AUTHOR]],
        [changeReviewPermission, [ADMIN, REVIEWER, OWNER, ASKED]],
        [changePublishPermission, [ADMIN, OWNER, AUTHOR]],
        [setRollBackPermission, [ADMIN, OWNER]],
        [
          journeyCreatePermission,
          [ADMIN, REVIEWER, OWNER, ASKED, AUTHOR, STRANGER],
        ],
        [journeyEditPermission, [ADMIN, OWNER, ASKED, AUTHOR]],
        [journeyManagePermission, [ADMIN, AUTHOR]],
        [decisionReadPermission, [ADMIN, REVIEWER, OWNER]],
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

  it('grants of what other plugins ask for only what is listed, but to admins', async () => {
    const everything: Permission[] = [
      ...Object.values<unknown>(catalogPermissions).filter(isOnePermission),
      ...['scaffolder.task.create', 'catalog.ingestion.manage', 'policies'].map(
        (name): Permission => ({ type: 'basic', name, attributes: {} }),
      ),
    ];
    expect(everything.length).toBeGreaterThan(10);
    for (const permission of everything) {
      const { name } = permission;
      expect({ name, may: await may(permission, ...ADMIN) }).toEqual({
        name,
        may: true,
      });
      for (const person of [REVIEWER, OWNER, ASKED, AUTHOR, STRANGER]) {
        expect({ name, may: await may(permission, ...person) }).toEqual({
          name,
          may: name === 'catalog.entity.read',
        });
      }
    }
  });

  it('shows sets of confidential domains to owners, reviewers and admins alone', async () => {
    const hiding = (...confidentialDomains: string[]) =>
      new PortalPermissionPolicy(
        new ConfigReader({
          permission: {
            roles: {
              admins: ['group:default/ops'],
              reviewers: ['group:default/law'],
            },
            confidentialDomains,
          },
        }),
      );
    for (const domain of ['Records', 'domain:default/records']) {
      for (const person of [ADMIN, REVIEWER, OWNER, ASKED, AUTHOR, STRANGER]) {
        expect({
          person,
          may: await mayBy(
            hiding('other', domain),
            setReadPermission,
            ...person,
          ),
        }).toEqual({ person, may: [ADMIN, REVIEWER, OWNER].includes(person) });
      }
    }
    expect(await mayBy(hiding('other'), setReadPermission, ...STRANGER)).toBe(
      true,
    );
    expect(() => hiding('')).toThrow();
  });

  it('grants nothing to nobody, and knows groups however the configuration writes them', async () => {
    for (const permission of [...EVERYBODY, registryRefreshPermission]) {
      expect(await policy.handle({ permission })).toEqual({ result: 'DENY' });
    }
    expect(await may(changePublishPermission)).toBe(false);
    expect(
      await may(
        registryRefreshPermission,
        'user:default/a',
        'group:default/sre',
      ),
    ).toBe(true);
    expect(
      await may(registryRefreshPermission, 'user:default/a', 'group:other/sre'),
    ).toBe(false);
  });
});

function isOnePermission(value: unknown): value is Permission {
  return typeof (value as Permission).name === 'string';
}
