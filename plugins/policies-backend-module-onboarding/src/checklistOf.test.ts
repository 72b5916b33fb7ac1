import { CompanyFacts } from '@internal/plugin-policies-node';
import { checklistOf } from './checklistOf';

describe('checklistOf', () => {
  const stored = {
    name: 'records',
    manifest: {
      metadata: { name: 'records', title: 'Records' },
      spec: {
        owner: 'group:default/testers',
        domain: 'domain:default/records',
        engine: 'cedar',
        policies: [],
      },
    },
    diagnostics: [],
    caseResults: [],
  } as unknown as Parameters<typeof checklistOf>[0];
  const companyOf = (members: Array<[string, string[]]>): CompanyFacts => ({
    members: new Map(members),
    users: new Set(),
    domains: new Map(),
    consumers: new Map(),
  });
  const owner = (members: Array<[string, string[]]>) =>
    checklistOf(stored, companyOf(members), [], { intended: [] })[0];

  it('blames no owner before the catalog knows any group', () => {
    expect(owner([])).toMatchObject({
      state: 'todo',
      detail: 'The catalog has no groups yet',
    });
    expect(owner([['group:default/others', []]])).toMatchObject({
      state: 'attention',
      detail: "'group:default/testers' is not in the catalog",
    });
    expect(owner([['group:default/testers', []]])).toMatchObject({
      state: 'attention',
      detail: '0 members',
    });
    expect(
      owner([['group:default/testers', ['user:default/ann']]]),
    ).toMatchObject({ state: 'done', detail: '1 member' });
  });

  it('says which facts are of before the catalog was lost', () => {
    const company = companyOf([
      ['group:default/testers', ['user:default/ann']],
    ]);
    const unreadSince = '2026-11-28T07:00:00.000Z';
    const checklist = checklistOf(stored, { ...company, unreadSince }, [], {
      intended: [],
    });
    expect(
      checklist.filter(({ detail }) => detail.includes('the catalog')),
    ).toEqual([
      {
        id: 'owner',
        title: 'Owner group has members',
        state: 'done',
        detail:
          '1 member, as the catalog had it at 2026-11-28T07:00:00.000Z; it cannot be read',
      },
      expect.objectContaining({ id: 'consumers' }),
    ]);
  });
});
