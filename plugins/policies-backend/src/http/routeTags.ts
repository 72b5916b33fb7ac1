import { RouteTag } from '@internal/plugin-policies-node';

/** Groups of the core's routes. */
export const decisionsTag: RouteTag = {
  name: 'decisions',
  description:
    'OpenID AuthZEN Authorization API 1.0, for the whole portal and for each set',
};

export const registryTag: RouteTag = {
  name: 'registry',
  description: 'Policy sets, their policies, revisions and cases',
};

export const playgroundTag: RouteTag = {
  name: 'playground',
  description: 'Drafts, evaluated without touching what is live',
};

export const portalTag: RouteTag = {
  name: 'portal',
  description: 'The portal itself',
};
