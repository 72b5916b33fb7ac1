import { permit, StarterTemplate, when } from '../StarterTemplate';

export const roleBased: StarterTemplate = {
  name: 'role-based',
  title: 'Roles',
  description:
    'What a person may do follows from their role. Choose it when the same few roles hold for every resource.',
  subjectType: 'user',
  resourceType: 'document',
  subject: { role: 'string' },
  resource: { status: 'string' },
  actions: { read: {}, edit: {}, delete: {} },
  policies: [
    {
      name: 'viewers-read',
      title: 'Viewers, editors and admins read',
      description: 'Every role may read.',
      rules: [
        permit(
          ['read'],
          when('subject.role', 'in', ['viewer', 'editor', 'admin']),
        ),
      ],
    },
    {
      name: 'editors-edit',
      title: 'Editors edit what is not archived',
      description: 'An archived document stays as it is.',
      rules: [
        permit(
          ['edit'],
          when('subject.role', 'in', ['editor', 'admin']),
          when('resource.status', '!=', 'archived'),
        ),
      ],
    },
    {
      name: 'admins-delete',
      title: 'Admins delete',
      description: 'Only admins may delete.',
      rules: [permit(['delete'], when('subject.role', '==', 'admin'))],
    },
  ],
  examples: {
    subjects: {
      vera: { role: 'viewer' },
      ed: { role: 'editor' },
      ada: { role: 'admin' },
      sam: { role: 'guest' },
    },
    resources: {
      plan: { status: 'active' },
      'old-plan': { status: 'archived' },
    },
  },
  cases: [
    {
      name: 'a viewer reads',
      subject: 'vera',
      action: 'read',
      resource: 'plan',
      allowed: true,
      policies: ['viewers-read'],
    },
    {
      name: 'a viewer does not edit',
      subject: 'vera',
      action: 'edit',
      resource: 'plan',
      allowed: false,
    },
    {
      name: 'an editor edits',
      subject: 'ed',
      action: 'edit',
      resource: 'plan',
      allowed: true,
      policies: ['editors-edit'],
    },
    {
      name: 'an editor does not edit what is archived',
      subject: 'ed',
      action: 'edit',
      resource: 'old-plan',
      allowed: false,
    },
    {
      name: 'an editor does not delete',
      subject: 'ed',
      action: 'delete',
      resource: 'plan',
      allowed: false,
    },
    {
      name: 'an admin deletes',
      subject: 'ada',
      action: 'delete',
      resource: 'old-plan',
      allowed: true,
      policies: ['admins-delete'],
    },
    {
      name: 'an unknown role does not read',
      subject: 'sam',
      action: 'read',
      resource: 'plan',
      allowed: false,
    },
  ],
};
