import { forbid, permit, StarterTemplate, when } from '../StarterTemplate';

export const serviceToService: StarterTemplate = {
  name: 'service-to-service',
  title: 'Service to service',
  description:
    'Services call each other with scopes, and never across environments. Choose it for internal APIs.',
  subjectType: 'service',
  resourceType: 'endpoint',
  subject: { scopes: 'strings', environment: 'string' },
  resource: { scope: 'string', environment: 'string' },
  actions: { call: {} },
  policies: [
    {
      name: 'scoped-calls',
      title: 'Callers with the scope of the endpoint',
      description: 'Each endpoint names the one scope it takes.',
      rules: [permit(['call'], when('resource.scope', 'in', 'subject.scopes'))],
    },
    {
      name: 'one-environment',
      title: 'Within one environment',
      description: 'Staging never calls production, nor the other way round.',
      rules: [
        forbid(
          ['call'],
          when('subject.environment', '!=', 'resource.environment'),
        ),
      ],
    },
  ],
  examples: {
    subjects: {
      checkout: {
        scopes: ['orders.read', 'orders.write'],
        environment: 'production',
      },
      reporting: { scopes: ['orders.read'], environment: 'production' },
      'checkout-staging': {
        scopes: ['orders.read', 'orders.write'],
        environment: 'staging',
      },
    },
    resources: {
      'orders-list': { scope: 'orders.read', environment: 'production' },
      'orders-create': { scope: 'orders.write', environment: 'production' },
    },
  },
  cases: [
    {
      name: 'a caller with the scope calls',
      subject: 'checkout',
      action: 'call',
      resource: 'orders-create',
      allowed: true,
      policies: ['scoped-calls'],
    },
    {
      name: 'one without it does not',
      subject: 'reporting',
      action: 'call',
      resource: 'orders-create',
      allowed: false,
    },
    {
      name: 'it calls what its scope covers',
      subject: 'reporting',
      action: 'call',
      resource: 'orders-list',
      allowed: true,
      policies: ['scoped-calls'],
    },
    {
      name: 'staging does not call production',
      subject: 'checkout-staging',
      action: 'call',
      resource: 'orders-list',
      allowed: false,
      policies: ['one-environment'],
    },
  ],
};
