import {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { CallerCache } from './CallerCache';
import { openLeanEntry } from './openLeanEntry';

describe('callers of the lean way in', () => {
  const service = mockCredentials.service('external:gate');
  let result: AuthorizeResult.ALLOW | AuthorizeResult.DENY;
  let now: number;
  let asked: number;

  beforeEach(() => {
    result = AuthorizeResult.ALLOW;
    now = 1_000_000;
    asked = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => now);
    // Tokens say when they end by the clock of the day.
    jest.spyOn(Date, 'now').mockImplementation(() => now);
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  function cacheOf(credentials: BackstageCredentials) {
    return new CallerCache({
      keepMs: 5_000,
      auth: {
        ...mockServices.auth(),
        isPrincipal: mockServices.auth().isPrincipal,
        authenticate: async () => {
          asked++;
          return credentials;
        },
      } as AuthService,
      permissions: mockServices.permissions.mock({
        authorize: async () => [{ result }],
      }),
    });
  }

  it('are believed for a few seconds, and no longer than their tokens are good', async () => {
    const callers = cacheOf(service);
    expect(callers.find('t')).toBeUndefined();
    expect(await callers.admit('t')).toBe(service);
    expect(callers.find('t')).toBe(service);
    expect(callers.find('u')).toBeUndefined();
    now += 4_999;
    expect(callers.find('t')).toBe(service);
    now += 1;
    expect(callers.find('t')).toBeUndefined();

    const short = cacheOf({ ...service, expiresAt: new Date(now + 100) });
    await short.admit('t');
    expect(short.find('t')).toBeDefined();
    now += 100;
    expect(short.find('t')).toBeUndefined();
  });

  it('are refused each time, and never kept, without the permission', async () => {
    const callers = cacheOf(service);
    result = AuthorizeResult.DENY;
    for (let index = 0; index < 3; index++) {
      await expect(callers.admit('t')).rejects.toMatchObject({
        name: 'NotAllowedError',
        message: expect.stringContaining('policies.decision.evaluate'),
      });
      expect(callers.find('t')).toBeUndefined();
    }
    expect(asked).toBe(3);
    const nobody = cacheOf(mockCredentials.none());
    expect(await nobody.admit('t')).toBeUndefined();
    expect(nobody.find('t')).toBeUndefined();
  });
});

describe('the lean way in', () => {
  const { NODE_ENV } = process.env;

  afterEach(() => {
    Object.assign(process.env, { NODE_ENV });
  });

  async function isOpen(data: object, available = true): Promise<boolean[]> {
    const start: Array<() => void | Promise<void>> = [];
    const end: Array<() => void | Promise<void>> = [];
    let open = false;
    openLeanEntry({
      leanEntry: {
        available,
        use: () => {
          open = true;
          return () => {
            open = false;
          };
        },
      },
      decisions: {} as never,
      auth: mockServices.auth(),
      permissions: mockServices.permissions(),
      config: mockServices.rootConfig({ data: data as never }),
      lifecycle: mockServices.lifecycle.mock({
        addStartupHook: hook => start.push(hook),
        addShutdownHook: hook => end.push(hook),
      }),
      logger: mockServices.logger.mock(),
    });
    const states = [open];
    for (const hooks of [start, end]) {
      for (const hook of hooks) {
        await hook();
      }
      states.push(open);
    }
    return states;
  }

  it('is open from start-up to shutdown, unless it is not wanted or would pass by a limit', async () => {
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
