import { mockCredentials } from '@backstage/backend-test-utils';
import {
  describeEngine,
  describeWithServer,
} from '@internal/plugin-policies-node/testUtils';
import {
  createEngine,
  recordsBundle,
  recordsFiles,
} from './__testUtils__/fixtures';
import { startCerbos } from './__testUtils__/startCerbos';
import { startSecondPortal } from './__testUtils__/startSecondPortal';

/* Against two decision points that others make: one offers evaluation only, one all there is. */

describeWithServer('cerbos', 'with the AuthZEN endpoint of Cerbos', () => {
  let cerbos: Awaited<ReturnType<typeof startCerbos>>;

  describeEngine({
    name: 'authzen (Cerbos)',
    fixture: { base: recordsFiles() },
    holdsPolicies: false,
    namesPolicies: false,
    readsActionProperties: false,
    capabilities: [],
    createEngine: async () => {
      cerbos = await startCerbos();
      return createEngine(cerbos.url);
    },
    cleanUp: async () => cerbos.stop(),
  });
});

describe('with a second portal', () => {
  const token = mockCredentials.service.token();
  let portal: Awaited<ReturnType<typeof startSecondPortal>>;

  describeEngine({
    name: 'authzen (portal)',
    fixture: { base: recordsFiles() },
    holdsPolicies: false,
    capabilities: ['search'],
    createEngine: async () => {
      portal = await startSecondPortal();
      return createEngine(portal.url, { token });
    },
    cleanUp: async () => portal.stop(),
  });
});

describe('with one set of a second portal', () => {
  it('asks it by its own identifier, and tells what the portal cannot route', async () => {
    const portal = await startSecondPortal();
    const config = { token: mockCredentials.service.token() };
    const bySet = createEngine(`${portal.url}/sets/records`, config);
    const byPortal = createEngine(portal.url, config);
    try {
      const evaluate = async (
        engine: typeof bySet,
        resource: { type: string; id: string },
      ) => {
        const { compiled } = await engine.compile(recordsBundle());
        const request = {
          subject: { type: 'user', id: 'alice' },
          action: { name: 'read' },
          resource,
        };
        const [alone] = await compiled!.evaluate([request]);
        const [first, second] = await compiled!.evaluate([request, request]);
        expect(second).toEqual(first);
        expect(first.outcome).toBe(alone.outcome);
        return first;
      };
      const record = { type: 'record', id: 'record-1' };
      const readers = { outcome: 'allow', policies: ['readers'] };
      expect(await evaluate(bySet, record)).toMatchObject(readers);
      expect(await evaluate(byPortal, record)).toMatchObject(readers);
      expect([...bySet.capabilities]).toEqual(['search']);
      expect(
        await evaluate(bySet, { type: 'invoice', id: 'i-1' }),
      ).toMatchObject({ outcome: 'error', fault: 'request' });
    } finally {
      await Promise.all([bySet.dispose(), byPortal.dispose()]);
      await portal.stop();
    }
  });
});
