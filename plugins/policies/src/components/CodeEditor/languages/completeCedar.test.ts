import { RequestVocabulary } from '@internal/plugin-policies-common';
import { completeCedar } from './completeCedar';

const vocabulary: RequestVocabulary = {
  actions: [
    {
      name: 'request',
      subjectTypes: ['user'],
      resourceTypes: ['Withdrawal'],
      context: [{ name: 'mfa', required: false, type: { kind: 'boolean' } }],
    },
    {
      name: 'release',
      subjectTypes: ['user', 'Service'],
      resourceTypes: ['Withdrawal'],
      context: [{ name: 'channel', required: true, type: { kind: 'string' } }],
    },
  ],
  entityTypes: [
    {
      type: 'user',
      engineType: 'User',
      attributes: [
        { name: 'segment', required: false, type: { kind: 'string' } },
      ],
      knownIds: ['ana', 'bruno'],
    },
    {
      type: 'Service',
      engineType: 'Service',
      attributes: [
        { name: 'environment', required: true, type: { kind: 'string' } },
      ],
      knownIds: [],
    },
    {
      type: 'Withdrawal',
      engineType: 'Withdrawal',
      attributes: [
        {
          name: 'owner',
          required: true,
          type: { kind: 'entity', types: ['User'] },
        },
        {
          name: 'approvers',
          required: true,
          type: { kind: 'set', element: { kind: 'string' } },
        },
      ],
      knownIds: ['w-1'],
    },
  ],
};

const labels = (text: string, explicit = false) =>
  completeCedar(text, vocabulary, explicit)?.options.map(item => item.label);

describe('completeCedar', () => {
  it('offers attributes of what the statement is about', () => {
    expect(
      labels('permit (principal, action, resource) when { principal.'),
    ).toEqual(['segment', 'environment']);
    expect(
      labels(
        'permit (principal is Service, action, resource) when { principal.e',
      ),
    ).toEqual(['environment']);
    expect(
      labels(
        'permit (principal is Service, action, resource);\npermit (principal is User, action, resource) when { principal has ',
      ),
    ).toEqual(['segment']);
    expect(
      labels(
        'forbid (principal, action == Action::"request", resource) unless { context.',
      ),
    ).toEqual(['mfa']);
    expect(labels('x when { resource.owner.')).toEqual(['segment']);
    expect(labels('x when { resource.approvers.')).toContain('containsAll');
  });

  it('offers ids, actions, types and keywords', () => {
    expect(labels('principal == User::"a')).toEqual(['ana', 'bruno']);
    expect(labels('action == Action::"')).toEqual(['request', 'release']);
    expect(labels('perm')).toEqual(
      expect.arrayContaining([
        'permit',
        'User',
        'Action::"request"',
        'principal',
      ]),
    );
    expect(completeCedar('resource.ow', vocabulary)?.from).toBe(9);
  });

  it('is silent in comments, in other strings and without need', () => {
    expect(labels('// principal.')).toBeUndefined();
    expect(labels('resource.name == "principal.')).toBeUndefined();
    expect(labels('permit ')).toBeUndefined();
    expect(labels('permit ', true)).toContain('when');
    expect(completeCedar('principal.', undefined)).toBeUndefined();
  });
});
