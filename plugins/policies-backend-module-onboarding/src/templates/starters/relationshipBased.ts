import { permit, StarterTemplate, when } from '../StarterTemplate';

export const relationshipBased: StarterTemplate = {
  name: 'relationship-based',
  title: 'Relationships',
  description:
    'Owners share single resources with people. Choose it for files, accounts and workspaces.',
  subjectType: 'user',
  resourceType: 'folder',
  subject: {},
  resource: { owner: 'subject', editors: 'subjects', viewers: 'subjects' },
  actions: { view: {}, edit: {}, share: {} },
  policies: [
    {
      name: 'owners-decide',
      title: 'Owners do everything',
      description: 'An owner views, edits and shares.',
      rules: [
        permit(
          ['view', 'edit', 'share'],
          when('resource.owner', '==', 'subject'),
        ),
      ],
    },
    {
      name: 'editors-edit',
      title: 'Editors view and edit',
      description: 'But they do not share on.',
      rules: [
        permit(['view', 'edit'], when('subject', 'in', 'resource.editors')),
      ],
    },
    {
      name: 'viewers-view',
      title: 'Viewers view',
      description: 'And nothing else.',
      rules: [permit(['view'], when('subject', 'in', 'resource.viewers'))],
    },
  ],
  examples: {
    subjects: { olga: {}, emil: {}, vito: {}, nina: {} },
    resources: {
      plans: { owner: 'olga', editors: ['emil'], viewers: ['vito'] },
    },
  },
  cases: [
    {
      name: 'the owner shares',
      subject: 'olga',
      action: 'share',
      resource: 'plans',
      allowed: true,
      policies: ['owners-decide'],
    },
    {
      name: 'an editor edits',
      subject: 'emil',
      action: 'edit',
      resource: 'plans',
      allowed: true,
      policies: ['editors-edit'],
    },
    {
      name: 'an editor does not share',
      subject: 'emil',
      action: 'share',
      resource: 'plans',
      allowed: false,
    },
    {
      name: 'a viewer views',
      subject: 'vito',
      action: 'view',
      resource: 'plans',
      allowed: true,
      policies: ['viewers-view'],
    },
    {
      name: 'a viewer does not edit',
      subject: 'vito',
      action: 'edit',
      resource: 'plans',
      allowed: false,
    },
    {
      name: 'others do not view',
      subject: 'nina',
      action: 'view',
      resource: 'plans',
      allowed: false,
    },
  ],
};
