import { NotFoundError } from '@backstage/errors';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { EngineStatus } from '@internal/plugin-policies-common';
import { ReadableSets, StoredSet } from '@internal/plugin-policies-node';
import { AuthorizedEngineRepairer } from './EngineRepairer';
import { leaveOutSets } from './leaveOutSets';

const status: EngineStatus = {
  name: 'opa',
  driver: 'opa',
  capabilities: [],
  state: 'degraded',
  since: '2026-01-01T00:00:00.000Z',
  message: '2 of its policy sets are not as the portal put them there',
  circuit: 'closed',
  sets: 3,
  revisions: ['seen', 'hidden', 'other'].map(set => ({ set, revision: 'a1' })),
  drift: ['seen', 'hidden'].map(set => ({
    set,
    expected: 'a1',
    message: `it holds another one of '${set}'`,
  })),
};

describe('engines as those see them who may not see every set', () => {
  it('have the sets, drift and troubles of what may be seen', () => {
    expect(leaveOutSets(status, () => true)).toEqual(status);
    expect(leaveOutSets(status, set => set !== 'hidden')).toEqual({
      ...status,
      message: '1 of its policy sets is not as the portal put it there',
      sets: 2,
      revisions: [status.revisions[0], status.revisions[2]],
      drift: [status.drift[0]],
    });
    expect(leaveOutSets(status, set => set === 'other')).toEqual({
      ...status,
      state: 'up',
      since: undefined,
      message: undefined,
      sets: 1,
      revisions: [status.revisions[2]],
      drift: [],
    });
    expect(
      leaveOutSets({ ...status, circuit: 'open' }, () => false),
    ).toMatchObject({
      state: 'degraded',
      message: expect.stringContaining('its last decisions failed'),
    });
    const down = { ...status, state: 'down' as const, message: 'no answer' };
    expect(leaveOutSets(down, () => false)).toMatchObject({
      state: 'down',
      message: 'no answer',
      drift: [],
    });
  });

  it('are not repaired for a set that is hidden, as for one that is not there', async () => {
    const repair = jest.fn(async (engine: string, set: string | undefined) => {
      if (set === 'nowhere') {
        throw new NotFoundError(
          `engine '${engine}' holds no revision of policy set 'nowhere' that the portal put there`,
        );
      }
      return status;
    });
    const stored = {
      name: 'hidden',
      manifest: { spec: { owner: 'a', domain: 'b' } },
    } as StoredSet;
    const sets = new ReadableSets('none', {
      list: () => [stored],
      find: name => (name === 'hidden' ? stored : undefined),
    });
    const repairer = new AuthorizedEngineRepairer(
      { repair },
      mockServices.permissions.mock({
        authorize: async () => [{ result: 'ALLOW' as any }],
      }),
      { readableBy: async () => sets, tellableTo: async () => sets },
    );
    const options = { credentials: mockCredentials.user() };
    for (const set of ['hidden', 'nowhere']) {
      await expect(repairer.repair('opa', set, options)).rejects.toThrow(
        `engine 'opa' holds no revision of policy set '${set}' that the portal put there`,
      );
    }
    expect(repair).toHaveBeenCalledTimes(1);
    expect(await repairer.repair('opa', undefined, options)).toMatchObject({
      sets: 0,
      state: 'up',
    });
  });
});
