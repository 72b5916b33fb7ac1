import { forbid, permit, StarterTemplate, when } from '../StarterTemplate';

export const jurisdictions: StarterTemplate = {
  name: 'jurisdictions',
  title: 'Jurisdictions',
  description:
    'A product is offered where a licence allows it, and nowhere a ban forbids it. Choose it for regulated products.',
  subjectType: 'customer',
  resourceType: 'product',
  subject: { residence: 'string', verified: 'boolean' },
  resource: { licensed: 'strings' },
  actions: { subscribe: {}, redeem: {} },
  policies: [
    {
      name: 'licensed-residence',
      title: 'Verified residents of licensed countries',
      description: 'To subscribe, the residence has to be verified.',
      rules: [
        permit(
          ['subscribe'],
          when('subject.residence', 'in', 'resource.licensed'),
          when('subject.verified', '==', true),
        ),
      ],
    },
    {
      name: 'redeem-anywhere',
      title: 'Whoever is verified may redeem',
      description: 'Nobody is locked in when a licence ends.',
      rules: [permit(['redeem'], when('subject.verified', '==', true))],
    },
    {
      name: 'banned-countries',
      title: 'Banned countries',
      description: 'Replace the list by that of your compliance team.',
      rules: [
        forbid(
          ['subscribe', 'redeem'],
          when('subject.residence', 'in', ['KP', 'IR']),
        ),
      ],
    },
  ],
  examples: {
    subjects: {
      greta: { residence: 'DE', verified: true },
      uwe: { residence: 'DE', verified: false },
      hal: { residence: 'US', verified: true },
      kim: { residence: 'KP', verified: true },
    },
    resources: { fund: { licensed: ['CH', 'DE', 'KP'] } },
  },
  cases: [
    {
      name: 'a resident of a licensed country subscribes',
      subject: 'greta',
      action: 'subscribe',
      resource: 'fund',
      allowed: true,
      policies: ['licensed-residence'],
    },
    {
      name: 'not unverified',
      subject: 'uwe',
      action: 'subscribe',
      resource: 'fund',
      allowed: false,
    },
    {
      name: 'not from elsewhere',
      subject: 'hal',
      action: 'subscribe',
      resource: 'fund',
      allowed: false,
    },
    {
      name: 'from elsewhere one may redeem',
      subject: 'hal',
      action: 'redeem',
      resource: 'fund',
      allowed: true,
      policies: ['redeem-anywhere'],
    },
    {
      name: 'a ban wins over a licence',
      subject: 'kim',
      action: 'subscribe',
      resource: 'fund',
      allowed: false,
      policies: ['banned-countries'],
    },
  ],
};
