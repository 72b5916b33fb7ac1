import {
  mockServices,
  ServiceFactoryTester,
} from '@backstage/backend-test-utils';
import {
  engineHealthServiceRef,
  readinessServiceRef,
} from '@internal/plugin-policies-node';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import { rootHealthServiceFactory } from './rootHealthServiceFactory';

describe('health of the backend', () => {
  it('tells how the engines do, and is ready after the first read, even while one is down', async () => {
    const hooks: Array<() => void | Promise<void>> = [];
    const engines = [
      { name: 'cedar', state: 'up' as const, since: '2026-11-25T10:00:00Z' },
      { name: 'opa', state: 'down' as const, since: '2026-11-25T11:00:00Z' },
    ];
    let reasons = ['the first read has not ended'];
    let missing: string[] = [];
    const health = await ServiceFactoryTester.from(rootHealthServiceFactory, {
      dependencies: [
        mockServices.rootLifecycle.mock({
          addStartupHook: hook => hooks.push(hook),
        }).factory,
        createServiceFactory({
          service: engineHealthServiceRef,
          deps: {},
          factory: () => ({ report: () => {}, read: () => engines }),
        }),
        createServiceFactory({
          service: readinessServiceRef,
          deps: {},
          factory: () => ({
            holdBack: () => () => {},
            reasons: () => reasons,
            reportMissing: () => {},
            missing: () => missing,
          }),
        }),
      ],
    }).getSubject();
    expect(await health.getReadiness()).toMatchObject({ status: 503 });
    for (const hook of hooks) {
      await hook();
    }
    expect(await health.getReadiness()).toEqual({
      status: 503,
      payload: {
        status: 'error',
        message: 'Backend is not ready: the first read has not ended',
        engines,
      },
    });
    reasons = [];
    expect(await health.getReadiness()).toEqual({
      status: 200,
      payload: { status: 'ok', engines },
    });
    missing = ["the feature 'changes' could not start"];
    expect(await health.getReadiness()).toEqual({
      status: 200,
      payload: { status: 'ok', engines, missing },
    });
    expect(await health.getLiveness()).toMatchObject({ status: 200 });
  });
});
