import {
  describeEngine,
  describeWithServer,
  readFixture,
} from '@internal/plugin-policies-node/testUtils';
import { OpaServer } from './__testUtils__/OpaServer';

describeWithServer('opa', 'OPA', () => {
  let server: OpaServer;
  describeEngine({
    name: 'opa',
    fixture: readFixture('rego'),
    capabilities: ['explain', 'search', 'coverage', 'nativeTests', 'publish'],
    createEngine: async () => {
      server = await OpaServer.start();
      return server.engine;
    },
    cleanUp: () => server.stop(),
  });
});
