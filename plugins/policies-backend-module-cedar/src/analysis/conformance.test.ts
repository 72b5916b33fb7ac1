import { mockServices } from '@backstage/backend-test-utils';
import {
  describeAnalyzer,
  describeWithPrograms,
} from '@internal/plugin-policies-node/testUtils';
import { smallBundle } from '../__testUtils__/bundles';
import { CedarEngine } from '../CedarEngine';
import { readCedarOptions } from '../CedarOptions';

const limited = (limit: number) =>
  smallBundle({
    'policies/read.cedar': `permit (principal, action == Action::"read", resource)
when { resource.owner == principal && resource.amount <= ${limit} };
`,
    'invariants/limit.cedar': `@title("Nobody reads large records")
@kind("never")
@regulation("MiCA")
forbid (principal, action, resource) when { resource.amount > 1000 };
`,
  });
const narrow = limited(100);

describeWithPrograms(['cedar', 'cvc5'], 'analyzer of Cedar', () => {
  describeAnalyzer({
    create: async () =>
      new CedarEngine({
        ...readCedarOptions('cedar', { liveWorkers: 1 }),
        logger: mockServices.logger.mock(),
      }),
    narrow,
    wide: limited(5_000),
    unprovable: {
      ...narrow,
      files: narrow.files.filter(({ path }) => path !== 'schema.cedarschema'),
    },
    environment: { subject: 'user', action: 'read', resource: 'record' },
  });
});
