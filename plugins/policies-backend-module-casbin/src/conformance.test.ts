import { mockServices } from '@backstage/backend-test-utils';
import { workerOptionsSchema } from '@internal/plugin-policies-node';
import {
  describeEngine,
  readFixture,
} from '@internal/plugin-policies-node/testUtils';
import { CasbinEngine } from './CasbinEngine';

describeEngine({
  name: 'casbin',
  fixture: readFixture('casbin'),
  capabilities: ['explain', 'vocabulary', 'search'],
  createEngine: async () =>
    new CasbinEngine({
      ...workerOptionsSchema.parse({ liveWorkers: 1 }),
      logger: mockServices.logger.mock(),
    }),
});
