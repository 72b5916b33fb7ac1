import {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  DefaultEventsService,
  EventsService,
} from '@backstage/plugin-events-node';
import { MemorizedCallers } from './MemorizedCallers';

describe('callers of decisions', () => {
  const service = mockCredentials.service('external:gate');
  let result: AuthorizeResult.ALLOW | AuthorizeResult.DENY;
  let now: number;
  let asked: number;
  let permitted: string[];

  beforeEach(() => {
    result = AuthorizeResult.ALLOW;
    now = 1_000_000;
    asked = 0;
    permitted = [];
    jest.spyOn(performance, 'now').mockImplementation(() => now);
    // Tokens say when they end by the clock of the day.
    jest.spyOn(Date, 'now').mockImplementation(() => now);
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  function memoryOf(
    credentials: BackstageCredentials,
    events: EventsService = mockServices.events.mock(),
  ) {
    return new MemorizedCallers({
      keepMs: 5_000,
      events,
      auth: {
        ...mockServices.auth(),
        isPrincipal: mockServices.auth().isPrincipal,
        authenticate: async () => {
          asked++;
          return credentials;
        },
      } as AuthService,
      permissions: mockServices.permissions.mock({
        authorize: async ([{ permission }]) => {
          permitted.push(permission.name);
          return [{ result }];
        },
      }),
    });
  }

  it('are believed for a few seconds at every door, and no longer than their tokens are good', async () => {
    const callers = memoryOf(service);
    expect(callers.find('t', 'lean')).toBeUndefined();
    const gate = await callers.admit('t', 'lean');
    expect(gate).toMatchObject({ ref: 'gate', via: 'lean', share: 'gate' });
    expect(callers.find('t', 'lean')).toBe(gate);
    expect(callers.find('t', 'http')).toMatchObject({
      ref: 'gate',
      via: 'http',
    });
    expect(callers.find('u', 'lean')).toBeUndefined();
    expect(
      await Promise.all([gate!.may('evaluate'), gate!.may('evaluate')]),
    ).toEqual([true, true]);
    expect(callers.find('t', 'http')!.may('evaluate')).toBe(true);
    expect(await gate!.may('search')).toBe(true);
    expect(gate!.may('search')).toBe(true);
    expect(permitted).toEqual([
      'policies.decision.evaluate',
      'policies.decision.search',
    ]);
    now += 4_999;
    expect(callers.find('t', 'lean')).toBe(gate);
    now += 1;
    expect(callers.find('t', 'lean')).toBeUndefined();

    const short = memoryOf({ ...service, expiresAt: new Date(now + 100) });
    await short.admit('t', 'lean');
    expect(short.find('t', 'lean')).toBeDefined();
    now += 100;
    expect(short.find('t', 'lean')).toBeUndefined();
  });

  it('are refused each time, and never kept, without a right or a name', async () => {
    const callers = memoryOf(service);
    result = AuthorizeResult.DENY;
    const gate = await callers.admit('t', 'lean');
    for (let index = 0; index < 3; index++) {
      expect(await gate!.may('evaluate')).toBe(false);
    }
    expect([asked, permitted.length]).toEqual([1, 3]);
    expect(await callers.of(service, 'http').may('evaluate')).toBe(false);
    result = AuthorizeResult.ALLOW;
    expect(await gate!.may('evaluate')).toBe(true);
    result = AuthorizeResult.DENY;
    expect(gate!.may('evaluate')).toBe(true);
    expect(await gate!.may('search')).toBe(false);
    const nobody = memoryOf(mockCredentials.none());
    expect(await nobody.admit('t', 'lean')).toBeUndefined();
    expect(nobody.find('t', 'lean')).toBeUndefined();
  });

  it('are forgotten by every replica when one is told so, also those who are just being asked about', async () => {
    const events = DefaultEventsService.create({
      logger: mockServices.logger.mock(),
    });
    const [one, other] = [memoryOf(service, events), memoryOf(service, events)];
    await one.listen();
    await other.listen();
    for (const callers of [one, other]) {
      await callers.admit('t', 'lean');
    }
    await one.revoke('someone-else');
    expect(other.find('t', 'http')).toBeDefined();
    await one.revoke('gate');
    expect(one.find('t', 'lean')).toBeUndefined();
    expect(other.find('t', 'http')).toBeUndefined();

    const admission = other.admit('t', 'lean');
    await one.revoke();
    const before = asked;
    const later = other.admit('t', 'lean');
    expect(await admission).toBeDefined();
    expect(await later).toBeDefined();
    expect(asked).toBe(before + 1);
  });
});
