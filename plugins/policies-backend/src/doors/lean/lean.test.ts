import { mockServices } from '@backstage/backend-test-utils';
import { LeanDoor } from './LeanDoor';

describe('the lean way in', () => {
  const { NODE_ENV } = process.env;

  afterEach(() => {
    Object.assign(process.env, { NODE_ENV });
  });

  async function isOpen(data: object, available = true): Promise<boolean[]> {
    let open = false;
    const door = new LeanDoor({
      leanEntry: {
        available,
        use: () => {
          open = true;
          return () => {
            open = false;
          };
        },
      },
      config: mockServices.rootConfig({ data: data as never }),
      logger: mockServices.logger.mock(),
    });
    const states = [open];
    door.open({} as never);
    states.push(open);
    await door.drain();
    states.push(open);
    return states;
  }

  it('is open until it is drained, unless it is not wanted or would pass by a limit', async () => {
    const closed = [false, false, false];
    expect(await isOpen({})).toEqual([false, true, false]);
    expect(await isOpen({ backend: { rateLimit: false } })).toEqual([
      false,
      true,
      false,
    ]);
    expect(await isOpen({}, false)).toEqual(closed);
    expect(await isOpen({ policies: { decisions: { lean: false } } })).toEqual(
      closed,
    );
    expect(await isOpen({ backend: { rateLimit: true } })).toEqual(closed);
    expect(
      await isOpen({ backend: { rateLimit: { incomingRequestLimit: 5 } } }),
    ).toEqual(closed);
    Object.assign(process.env, { NODE_ENV: 'development' });
    expect(await isOpen({})).toEqual(closed);
  });
});
