import {
  describeEngine,
  describeWithServer,
  readFixture,
} from '@internal/plugin-policies-node/testUtils';
import { FgaTestServer } from './__testUtils__/FgaTestServer';

describeWithServer('openfga', 'with an OpenFGA server', () => {
  let server: FgaTestServer;

  describeEngine({
    name: 'openfga',
    fixture: readFixture('openfga'),
    capabilities: ['explain', 'vocabulary', 'search', 'nativeTests', 'publish'],
    createEngine: async () => {
      server = await FgaTestServer.start();
      return server.createEngine();
    },
    cleanUp: async () => server.stop(),
  });
});
