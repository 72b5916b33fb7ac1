import {
  describeEngine,
  describeWithServer,
  readFixture,
} from '@internal/plugin-policies-node/testUtils';
import { CerbosTestServer } from './__testUtils__/CerbosTestServer';

describeWithServer('cerbos', 'with a Cerbos server', () => {
  let server: CerbosTestServer;

  describeEngine({
    name: 'cerbos',
    fixture: readFixture('cerbos'),
    capabilities: ['explain', 'vocabulary', 'search', 'nativeTests', 'publish'],
    createEngine: async () => {
      server = await CerbosTestServer.start();
      return server.createEngine();
    },
    cleanUp: async () => server.stop(),
  });
});
