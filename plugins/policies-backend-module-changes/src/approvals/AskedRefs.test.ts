import { AskedRefs } from './AskedRefs';
import { Approvals } from './Approvals';

const A = 'group:default/a';
const B = 'group:default/b';
const people = { membersOf: async () => [], ownerOf: async () => undefined };

describe('what approvals depend on', () => {
  it('stays noted where working it out anew fails half way', async () => {
    const asked = new AskedRefs();
    const dependsOn = (ref: string) => asked.mayDepend('1', new Set([ref]));
    await asked.noting('1', people, async noted => {
      await noted.membersOf('Group:default/A');
      await noted.ownerOf(B);
    });
    expect([A, B, 'group:default/c'].map(dependsOn)).toEqual([
      true,
      true,
      false,
    ]);

    await expect(
      asked.noting('1', people, async noted => {
        await noted.membersOf('group:default/c');
        throw new Error('the catalog is down');
      }),
    ).rejects.toThrow('the catalog is down');
    expect([A, B, 'group:default/c'].map(dependsOn)).toEqual([
      true,
      true,
      true,
    ]);

    await asked.noting('1', people, async noted => {
      await noted.membersOf(A);
    });
    expect([A, B, 'group:default/c'].map(dependsOn)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('is worked out anew for the others where that fails for one change', async () => {
    const approvals = new Approvals({
      store: {
        listOpen: async () =>
          ['3', '2', '1'].map(id => ({ id, state: 'in-review' })),
      },
    } as unknown as ConstructorParameters<typeof Approvals>[0]);
    const settle = jest
      .spyOn(approvals, 'settle')
      .mockRejectedValueOnce(new Error('the catalog is down'))
      .mockResolvedValue();
    await expect(approvals.settleDependent(new Set([A]))).rejects.toThrow(
      'change 3: Error: the catalog is down',
    );
    expect(settle.mock.calls).toEqual([['3'], ['2'], ['1']]);
  });
});
