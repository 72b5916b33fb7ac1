import { forbid, permit, StarterTemplate, when } from '../StarterTemplate';

export const limits: StarterTemplate = {
  name: 'limits',
  title: 'Limits',
  description:
    'Up to an amount, with a second factor above another. Choose it for transfers, orders and discounts.',
  subjectType: 'user',
  resourceType: 'transfer',
  subject: { limit: 'number' },
  resource: { amount: 'number' },
  actions: { send: { mfa: 'boolean' } },
  policies: [
    {
      name: 'within-limit',
      title: 'Up to the own limit',
      description: 'Each person has a limit of their own.',
      rules: [permit(['send'], when('resource.amount', '<=', 'subject.limit'))],
    },
    {
      name: 'second-factor',
      title: 'A second factor above 1,000',
      description: 'Small amounts go without.',
      rules: [
        forbid(
          ['send'],
          when('resource.amount', '>', 1000),
          when('context.mfa', '==', false),
        ),
      ],
    },
    {
      name: 'hard-cap',
      title: 'Never above 100,000',
      description: 'Not even where the own limit is higher.',
      rules: [forbid(['send'], when('resource.amount', '>', 100000))],
    },
  ],
  examples: {
    subjects: { lara: { limit: 5000 }, max: { limit: 1000000 } },
    resources: {
      small: { amount: 1000 },
      medium: { amount: 5000 },
      large: { amount: 5001 },
      huge: { amount: 100001 },
    },
  },
  cases: [
    {
      name: 'a small amount needs no second factor',
      subject: 'lara',
      action: 'send',
      resource: 'small',
      context: { mfa: false },
      allowed: true,
      policies: ['within-limit'],
    },
    {
      name: 'a larger one does',
      subject: 'lara',
      action: 'send',
      resource: 'medium',
      context: { mfa: false },
      allowed: false,
      policies: ['second-factor'],
    },
    {
      name: 'the limit itself is allowed',
      subject: 'lara',
      action: 'send',
      resource: 'medium',
      context: { mfa: true },
      allowed: true,
      policies: ['within-limit'],
    },
    {
      name: 'above the limit is not',
      subject: 'lara',
      action: 'send',
      resource: 'large',
      context: { mfa: true },
      allowed: false,
    },
    {
      name: 'the cap holds for everybody',
      subject: 'max',
      action: 'send',
      resource: 'huge',
      context: { mfa: true },
      allowed: false,
      policies: ['hard-cap'],
    },
  ],
};
