import { ApprovalRequirement } from '@internal/plugin-policies-common';
import { StoredReview } from '../ChangeStore';
import { requirementsOf } from './requirementsOf';
import { settle } from './settle';

const owner: ApprovalRequirement = {
  reason: 'owner',
  group: 'owners',
  because: 'It owns the policy set.',
};
const second = (group: string): ApprovalRequirement => ({
  reason: 'check',
  group,
  because: 'Nothing is proven.',
  second: true,
});
const proposed = { push: 1, base: 'b', revision: 'r' };
const approval = (author: string, ...groups: string[]): StoredReview => ({
  id: author,
  author,
  groups,
  verdict: 'approve',
  createdAt: '2026-11-28T12:00:00.000Z',
  ...proposed,
});
const settled = (
  requirements: ApprovalRequirement[],
  reviews: StoredReview[],
) => {
  const { state, requirements: met } = settle(
    { state: 'in-review', ...proposed },
    requirements,
    reviews,
    ['ann'],
    true,
  );
  return [state, ...met.map(({ approvedBy }) => approvedBy)];
};

describe('a second person', () => {
  it('is not the one who approves for the owners', () => {
    const same = [owner, second('owners')];
    expect(settled(same, [approval('ben', 'owners')])).toEqual([
      'in-review',
      'ben',
      undefined,
    ]);
    expect(
      settled(same, [approval('ben', 'owners'), approval('cid', 'owners')]),
    ).toEqual(['approved', 'ben', 'cid']);
  });

  it('of another group may be anybody of it who does not stand for the owners', () => {
    const other = [owner, second('watchers')];
    const both = approval('ben', 'owners', 'watchers');
    expect(settled(other, [both])).toEqual(['in-review', 'ben', undefined]);
    expect(settled(other, [both, approval('cid', 'owners')])).toEqual([
      'approved',
      'cid',
      'ben',
    ]);
    expect(settled(other, [approval('dora', 'watchers')])).toEqual([
      'in-review',
      undefined,
      'dora',
    ]);
    // The author is nobody.
    expect(
      settled(other, [approval('ann', 'owners', 'watchers'), both]),
    ).toEqual(['in-review', 'ben', undefined]);
  });

  it('is asked for besides the owners, and stood in for where they have nobody else', async () => {
    const ask = async (members: string[]) =>
      requirementsOf(
        {
          owners: ['owners'],
          reach: { policies: [], causes: [], regulated: [] },
          asks: [
            { group: 'owners', because: 'Nothing is proven.', second: true },
          ],
          authors: ['ann'],
        },
        {
          regulations: [],
          consumers: false,
          fallback: 'platform',
        },
        { membersOf: async () => members, ownerOf: async () => undefined },
      );
    expect(await ask(['ann', 'ben', 'cid'])).toEqual([
      owner,
      {
        ...second('owners'),
        because:
          'Nothing is proven. It takes another person than whoever approves for the owner.',
      },
    ]);
    expect(await ask(['ann', 'ben'])).toEqual([
      owner,
      expect.objectContaining({
        reason: 'fallback',
        group: 'platform',
        second: true,
        because: expect.stringContaining('has nobody else who can approve'),
      }),
    ]);
  });
});
