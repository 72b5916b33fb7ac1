import { mockServices } from '@backstage/backend-test-utils';
import {
  describeEngine,
  readFixture,
} from '@internal/plugin-policies-node/testUtils';
import { CedarEngine } from './CedarEngine';
import { readCedarOptions } from './CedarOptions';

describeEngine({
  name: 'cedar',
  fixture: readFixture('cedar'),
  capabilities: ['explain', 'vocabulary', 'search'],
  createEngine: async () =>
    new CedarEngine({
      ...readCedarOptions('cedar', { liveWorkers: 1, draftWorkers: 2 }),
      logger: mockServices.logger.mock(),
    }),
});
