import { forbid, permit, StarterTemplate, when } from '../StarterTemplate';

export const tenantIsolation: StarterTemplate = {
  name: 'tenant-isolation',
  title: 'Tenant isolation',
  description:
    'Nothing crosses the border of a tenant, whatever else allows it. Choose it for software that serves several companies.',
  subjectType: 'user',
  resourceType: 'workspace',
  subject: { tenant: 'string', role: 'string' },
  resource: { tenant: 'string', public: 'boolean' },
  actions: { open: {}, manage: {} },
  policies: [
    {
      name: 'members-open',
      title: 'Members open, and anybody what is public',
      description: 'Public means: to the whole tenant.',
      rules: [
        permit(['open'], when('subject.role', 'in', ['member', 'manager'])),
        permit(['open'], when('resource.public', '==', true)),
      ],
    },
    {
      name: 'managers-manage',
      title: 'Managers manage',
      description: 'In their own tenant, as the border holds for them as well.',
      rules: [permit(['manage'], when('subject.role', '==', 'manager'))],
    },
    {
      name: 'tenant-border',
      title: 'The border of the tenant',
      description: 'Wins over everything else.',
      rules: [
        forbid(
          ['open', 'manage'],
          when('subject.tenant', '!=', 'resource.tenant'),
        ),
      ],
    },
  ],
  examples: {
    subjects: {
      mia: { tenant: 'acme', role: 'manager' },
      gus: { tenant: 'acme', role: 'guest' },
      zoe: { tenant: 'globex', role: 'manager' },
    },
    resources: {
      board: { tenant: 'acme', public: false },
      wiki: { tenant: 'acme', public: true },
    },
  },
  cases: [
    {
      name: 'a manager manages',
      subject: 'mia',
      action: 'manage',
      resource: 'board',
      allowed: true,
      policies: ['managers-manage'],
    },
    {
      name: 'a guest opens what is public',
      subject: 'gus',
      action: 'open',
      resource: 'wiki',
      allowed: true,
      policies: ['members-open'],
    },
    {
      name: 'a guest opens nothing else',
      subject: 'gus',
      action: 'open',
      resource: 'board',
      allowed: false,
    },
    {
      name: 'a manager of another tenant manages nothing',
      subject: 'zoe',
      action: 'manage',
      resource: 'board',
      allowed: false,
      policies: ['tenant-border'],
    },
    {
      name: 'public ends at the border',
      subject: 'zoe',
      action: 'open',
      resource: 'wiki',
      allowed: false,
      policies: ['tenant-border'],
    },
  ],
};
