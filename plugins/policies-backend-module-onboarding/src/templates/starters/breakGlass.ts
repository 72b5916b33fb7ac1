import { permit, StarterTemplate, when } from '../StarterTemplate';

export const breakGlass: StarterTemplate = {
  name: 'break-glass',
  title: 'Break glass',
  description:
    'Those assigned have access; in an emergency those on call have it too, with a reason. Choose it for records that must be reachable.',
  subjectType: 'user',
  resourceType: 'patient-record',
  subject: { duty: 'string' },
  resource: { assigned: 'subjects' },
  actions: {
    read: { emergency: 'boolean', reason: 'string' },
    amend: {},
  },
  policies: [
    {
      name: 'assigned-staff',
      title: 'Assigned staff read and amend',
      description: 'Of the records they are assigned to.',
      rules: [
        permit(['read', 'amend'], when('subject', 'in', 'resource.assigned')),
      ],
    },
    {
      name: 'emergency-access',
      title: 'On call in an emergency',
      description:
        'Reads only, and says why: look at these decisions in the log.',
      rules: [
        permit(
          ['read'],
          when('subject.duty', '==', 'on-call'),
          when('context.emergency', '==', true),
          when('context.reason', '!=', ''),
        ),
      ],
    },
  ],
  examples: {
    subjects: { anna: { duty: 'day' }, otto: { duty: 'on-call' } },
    resources: { 'r-7': { assigned: ['anna'] } },
  },
  cases: [
    {
      name: 'assigned staff reads',
      subject: 'anna',
      action: 'read',
      resource: 'r-7',
      context: { emergency: false, reason: '' },
      allowed: true,
      policies: ['assigned-staff'],
    },
    {
      name: 'on call does not without an emergency',
      subject: 'otto',
      action: 'read',
      resource: 'r-7',
      context: { emergency: false, reason: 'curious' },
      allowed: false,
    },
    {
      name: 'on call reads in an emergency',
      subject: 'otto',
      action: 'read',
      resource: 'r-7',
      context: { emergency: true, reason: 'ward 3' },
      allowed: true,
      policies: ['emergency-access'],
    },
    {
      name: 'not without a reason',
      subject: 'otto',
      action: 'read',
      resource: 'r-7',
      context: { emergency: true, reason: '' },
      allowed: false,
    },
    {
      name: 'an emergency does not amend',
      subject: 'otto',
      action: 'amend',
      resource: 'r-7',
      allowed: false,
    },
  ],
};
