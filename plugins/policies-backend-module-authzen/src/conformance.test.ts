import { mockCredentials } from '@backstage/backend-test-utils';
import {
  describeEngine,
  describeWithServer,
} from '@internal/plugin-policies-node/testUtils';
import { createEngine, recordsFiles } from './__testUtils__/fixtures';
import { startCerbos } from './__testUtils__/startCerbos';
import { startSecondPortal } from './__testUtils__/startSecondPortal';

jest.setTimeout(60_000);

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

for (const [name, path] of [
  ['authzen (portal)', ''],
  ['authzen (set of a portal)', '/sets/records'],
]) {
  let portal: Awaited<ReturnType<typeof startSecondPortal>>;

  describeEngine({
    name,
    fixture: { base: recordsFiles() },
    holdsPolicies: false,
    capabilities: ['search'],
    createEngine: async () => {
      portal = await startSecondPortal();
      return createEngine(portal.url + path, {
        token: mockCredentials.service.token(),
      });
    },
    cleanUp: async () => portal.stop(),
  });
}
