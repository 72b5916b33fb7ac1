import { createPermission } from '@backstage/plugin-permission-common';

/** See policy sets, policies, revisions and cases. */
export const policiesReadPermission = createPermission({
  name: 'policies.set.read',
  attributes: { action: 'read' },
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

/** See the decision log. */
export const decisionReadPermission = createPermission({
  name: 'policies.decision.read',
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

/** All permissions of the plugin. */
export const policiesPermissions = [
  policiesReadPermission,
  decisionEvaluatePermission,
  decisionSearchPermission,
  decisionReadPermission,
  playgroundUsePermission,
  registryRefreshPermission,
  engineRepairPermission,
  engineServePermission,
];
