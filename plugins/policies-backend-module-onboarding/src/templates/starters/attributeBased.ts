import { permit, StarterTemplate, when } from '../StarterTemplate';

export const attributeBased: StarterTemplate = {
  name: 'attribute-based',
  title: 'Attributes',
  description:
    'Compares what is known of a person with what is known of a resource. Choose it when departments or clearances decide.',
  subjectType: 'user',
  resourceType: 'report',
  subject: { department: 'string', clearance: 'number' },
  resource: { department: 'string', sensitivity: 'number' },
  actions: { read: {}, edit: {} },
  policies: [
    {
      name: 'cleared-read',
      title: 'The cleared read',
      description: 'A clearance reaches up to its own level.',
      rules: [
        permit(
          ['read'],
          when('subject.clearance', '>=', 'resource.sensitivity'),
        ),
      ],
    },
    {
      name: 'department-edits',
      title: 'The department edits its own',
      description: 'Of its own reports, and only with the clearance.',
      rules: [
        permit(
          ['edit'],
          when('subject.department', '==', 'resource.department'),
          when('subject.clearance', '>=', 'resource.sensitivity'),
        ),
      ],
    },
  ],
  examples: {
    subjects: {
      finn: { department: 'finance', clearance: 2 },
      lena: { department: 'legal', clearance: 3 },
    },
    resources: {
      budget: { department: 'finance', sensitivity: 2 },
      audit: { department: 'finance', sensitivity: 3 },
    },
  },
  cases: [
    {
      name: 'clearance of the same level reads',
      subject: 'finn',
      action: 'read',
      resource: 'budget',
      allowed: true,
      policies: ['cleared-read'],
    },
    {
      name: 'clearance below does not read',
      subject: 'finn',
      action: 'read',
      resource: 'audit',
      allowed: false,
    },
    {
      name: 'another department reads with clearance',
      subject: 'lena',
      action: 'read',
      resource: 'audit',
      allowed: true,
      policies: ['cleared-read'],
    },
    {
      name: 'the department edits its own',
      subject: 'finn',
      action: 'edit',
      resource: 'budget',
      allowed: true,
      policies: ['department-edits'],
    },
    {
      name: 'another department does not edit',
      subject: 'lena',
      action: 'edit',
      resource: 'budget',
      allowed: false,
    },
  ],
};
