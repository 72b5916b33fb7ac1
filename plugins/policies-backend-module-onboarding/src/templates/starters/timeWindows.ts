import { permit, StarterTemplate, when } from '../StarterTemplate';

export const timeWindows: StarterTemplate = {
  name: 'time-windows',
  title: 'Time windows',
  description:
    'Work happens in hours of its own. The service sends hour and weekday, so that decisions can be repeated. Choose it for maintenance and trading hours.',
  subjectType: 'user',
  resourceType: 'system',
  subject: { role: 'string' },
  resource: { opens: 'number', closes: 'number' },
  actions: { operate: { hour: 'number', weekday: 'string' } },
  policies: [
    {
      name: 'operators-in-hours',
      title: 'Operators within the hours of the system',
      description: 'From the hour it opens until before the hour it closes.',
      rules: [
        permit(
          ['operate'],
          when('subject.role', '==', 'operator'),
          when('context.weekday', 'in', ['mon', 'tue', 'wed', 'thu', 'fri']),
          when('context.hour', '>=', 'resource.opens'),
          when('context.hour', '<', 'resource.closes'),
        ),
      ],
    },
    {
      name: 'leads-any-time',
      title: 'Leads at any time',
      description: 'Someone has to.',
      rules: [permit(['operate'], when('subject.role', '==', 'lead'))],
    },
  ],
  examples: {
    subjects: { opal: { role: 'operator' }, lee: { role: 'lead' } },
    resources: { ledger: { opens: 8, closes: 18 } },
  },
  cases: [
    {
      name: 'it opens at its hour',
      subject: 'opal',
      action: 'operate',
      resource: 'ledger',
      context: { hour: 8, weekday: 'mon' },
      allowed: true,
      policies: ['operators-in-hours'],
    },
    {
      name: 'it is closed at its last',
      subject: 'opal',
      action: 'operate',
      resource: 'ledger',
      context: { hour: 18, weekday: 'mon' },
      allowed: false,
    },
    {
      name: 'and on Sundays',
      subject: 'opal',
      action: 'operate',
      resource: 'ledger',
      context: { hour: 12, weekday: 'sun' },
      allowed: false,
    },
    {
      name: 'not for a lead',
      subject: 'lee',
      action: 'operate',
      resource: 'ledger',
      context: { hour: 3, weekday: 'sun' },
      allowed: true,
      policies: ['leads-any-time'],
    },
  ],
};
