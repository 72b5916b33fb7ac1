import { forbid, permit, StarterTemplate, when } from '../StarterTemplate';

export const fourEyes: StarterTemplate = {
  name: 'four-eyes',
  title: 'Four-eyes approval',
  description:
    'Who asks for something does not approve it. Choose it for payments, releases and grants.',
  subjectType: 'user',
  resourceType: 'payment',
  subject: { role: 'string' },
  resource: { requester: 'subject', state: 'string' },
  actions: { approve: {}, withdraw: {} },
  policies: [
    {
      name: 'approvers-approve',
      title: 'Approvers approve what is pending',
      description: 'Nothing is approved twice.',
      rules: [
        permit(
          ['approve'],
          when('subject.role', '==', 'approver'),
          when('resource.state', '==', 'pending'),
        ),
      ],
    },
    {
      name: 'not-ones-own',
      title: 'Nobody approves their own',
      description: 'Whatever their role.',
      rules: [forbid(['approve'], when('resource.requester', '==', 'subject'))],
    },
    {
      name: 'requesters-withdraw',
      title: 'Requesters withdraw what is pending',
      description: 'As long as nobody approved it.',
      rules: [
        permit(
          ['withdraw'],
          when('resource.requester', '==', 'subject'),
          when('resource.state', '==', 'pending'),
        ),
      ],
    },
  ],
  examples: {
    subjects: {
      rita: { role: 'approver' },
      abel: { role: 'approver' },
      cleo: { role: 'clerk' },
    },
    resources: {
      'p-1': { requester: 'cleo', state: 'pending' },
      'p-2': { requester: 'rita', state: 'pending' },
      'p-3': { requester: 'cleo', state: 'approved' },
    },
  },
  cases: [
    {
      name: 'an approver approves',
      subject: 'rita',
      action: 'approve',
      resource: 'p-1',
      allowed: true,
      policies: ['approvers-approve'],
    },
    {
      name: 'nobody approves their own',
      subject: 'rita',
      action: 'approve',
      resource: 'p-2',
      allowed: false,
      policies: ['not-ones-own'],
    },
    {
      name: 'another approver does',
      subject: 'abel',
      action: 'approve',
      resource: 'p-2',
      allowed: true,
      policies: ['approvers-approve'],
    },
    {
      name: 'a clerk does not approve',
      subject: 'cleo',
      action: 'approve',
      resource: 'p-2',
      allowed: false,
    },
    {
      name: 'nothing is approved twice',
      subject: 'rita',
      action: 'approve',
      resource: 'p-3',
      allowed: false,
    },
    {
      name: 'the requester withdraws',
      subject: 'cleo',
      action: 'withdraw',
      resource: 'p-1',
      allowed: true,
      policies: ['requesters-withdraw'],
    },
    {
      name: 'another does not withdraw',
      subject: 'abel',
      action: 'withdraw',
      resource: 'p-1',
      allowed: false,
    },
  ],
};
