import { createPermission } from '@backstage/plugin-permission-common';

/** Resource type of permissions about one policy set; resources are named by the set. */
export const RESOURCE_TYPE_POLICY_SET = 'policy-set';

/** Resource type of permissions about one change; resources are named by its id. */
export const RESOURCE_TYPE_POLICY_CHANGE = 'policy-change';

/** Resource type of permissions about one journey; resources are named by its id. */
export const RESOURCE_TYPE_POLICY_JOURNEY = 'policy-journey';

/**
 * See a policy set, its policies, revisions and cases, and what is told of it elsewhere. Whoever sees any
 * set also sees the engines and what sets can start from.
 */
export const setReadPermission = createPermission({
  name: 'policies.set.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_POLICY_SET,
});

/** Ask for a decision. */
export const decisionEvaluatePermission = createPermission({
  name: 'policies.decision.evaluate',
  attributes: { action: 'read' },
});

/** Search who may do what: the answer names stored entities. */
export const decisionSearchPermission = createPermission({
  name: 'policies.decision.search',
  attributes: { action: 'read' },
});

/** Evaluate drafts in the playground. */
export const playgroundUsePermission = createPermission({
  name: 'policies.playground.use',
  attributes: {},
});

/** Have the registry read its sources now. */
export const registryRefreshPermission = createPermission({
  name: 'policies.registry.refresh',
  attributes: { action: 'update' },
});

/** Put the active revision into an engine again that serves another one. */
export const engineRepairPermission = createPermission({
  name: 'policies.engine.repair',
  attributes: { action: 'update' },
});

/** Fetch bundles and report status, as the server of an engine does. */
export const engineServePermission = createPermission({
  name: 'policies.engine.serve',
  attributes: { action: 'read' },
});

/** See a journey, by itself and on the onboarding board. */
export const journeyReadPermission = createPermission({
  name: 'policies.journey.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_POLICY_JOURNEY,
});

/** Begin journeys. */
export const journeyCreatePermission = createPermission({
  name: 'policies.journey.create',
  attributes: { action: 'create' },
});

/** Write in a journey, import into it, push it and ask for review. */
export const journeyEditPermission = createPermission({
  name: 'policies.journey.edit',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_POLICY_JOURNEY,
});

/** Say who else writes in a journey, and take it away. */
export const journeyManagePermission = createPermission({
  name: 'policies.journey.manage',
  attributes: { action: 'delete' },
  resourceType: RESOURCE_TYPE_POLICY_JOURNEY,
});

/** See a change, its difference, and what it did in the history of its set. */
export const changeReadPermission = createPermission({
  name: 'policies.change.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_POLICY_CHANGE,
});

/** Propose a change of a set. */
export const changeProposePermission = createPermission({
  name: 'policies.change.propose',
  attributes: { action: 'create' },
  resourceType: RESOURCE_TYPE_POLICY_SET,
});

/** Push to a change, rename, rebase, submit or withdraw it, and run its checks. */
export const changeEditPermission = createPermission({
  name: 'policies.change.edit',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_POLICY_CHANGE,
});

/** Comment on a change, approve or reject it. */
export const changeReviewPermission = createPermission({
  name: 'policies.change.review',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_POLICY_CHANGE,
});

/** Publish a change, in full or as a shadow. */
export const changePublishPermission = createPermission({
  name: 'policies.change.publish',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_POLICY_CHANGE,
});

/** See what was decided by a set: who asked for what. */
export const decisionReadPermission = createPermission({
  name: 'policies.decision.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_POLICY_SET,
});

/** Make an earlier revision of a set active again. */
export const setRollBackPermission = createPermission({
  name: 'policies.set.rollback',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_POLICY_SET,
});

/** Permissions about one policy set. */
export const policySetPermissions = [
  setReadPermission,
  changeProposePermission,
  decisionReadPermission,
  setRollBackPermission,
];

/** Permissions about one change. */
export const policyChangePermissions = [
  changeReadPermission,
  changeEditPermission,
  changeReviewPermission,
  changePublishPermission,
];

/** Permissions about one journey. */
export const policyJourneyPermissions = [
  journeyReadPermission,
  journeyEditPermission,
  journeyManagePermission,
];

/** Permissions of the core that are about no single resource. */
export const policiesPermissions = [
  decisionEvaluatePermission,
  decisionSearchPermission,
  playgroundUsePermission,
  registryRefreshPermission,
  engineRepairPermission,
  engineServePermission,
];
