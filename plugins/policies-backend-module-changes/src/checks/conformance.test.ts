import { NotFoundError } from '@backstage/errors';
import {
  Check,
  ConfiguredEngines,
  DecisionLog,
} from '@internal/plugin-policies-node';
import { describeCheck } from '@internal/plugin-policies-node/testUtils';
import { filesOf } from '../__testUtils__/changeActions';
import { RemoteControlledEngine } from '../__testUtils__/portal';
import { EntityGuard } from '../brought/EntityGuard';
import { CasesCheck } from './CasesCheck';
import { HouseRulesCheck } from './HouseRulesCheck';
import { ImpactCheck } from './ImpactCheck';
import { NativeTestsCheck } from './NativeTestsCheck';
import { ValidationCheck } from './ValidationCheck';

const engine = new RemoteControlledEngine();
const engines = {
  names: ['remote'],
  has: name => name === 'remote',
  get: name => {
    if (name !== 'remote') {
      throw new NotFoundError(`there is no engine '${name}'`);
    }
    return engine;
  },
} as Partial<ConfiguredEngines> as ConfiguredEngines;

const files = filesOf(
  'records',
  { engine: 'remote' },
  {
    'schema.cedarschema': undefined,
    'policies/read.cedar': undefined,
    'policies/read.remote': 'permit',
  },
);
const broken = files.filter(({ path }) => path !== 'policies/read.remote');

const decisionLog = {
  async *replay() {
    yield {
      cursor: 'the-last',
      items: [
        {
          time: '2026-11-28T10:00:00.000Z',
          caller: 'component:default/shop',
          request: {
            subject: { type: 'user', id: 'alice' },
            action: { name: 'read' },
            resource: { type: 'record', id: 'r1' },
          },
        },
      ],
    };
  },
} as unknown as DecisionLog;

const checks: Array<() => Check> = [
  () => new ValidationCheck(),
  () => new CasesCheck(),
  () => new NativeTestsCheck(),
  () => new ImpactCheck({ decisionLog }),
  () =>
    new HouseRulesCheck({
      engines,
      liveSets: { deciding: () => undefined } as any,
      rules: {
        owner: 'error',
        types: 'error',
        description: 'warning',
        regulation: 'warning',
        casePerPolicy: 'error',
        findings: 'warning',
        checks: [],
      },
      directory: {
        membersOf: async () => ['user:default/ann'],
        ownerOf: async () => undefined,
      },
      guard: { problemsOf: async () => [] } as unknown as EntityGuard,
      checkList: { listMissing: () => [] },
      findProofs: () => undefined,
    }),
];

for (const create of checks) {
  describeCheck({ create, engines, files, broken });
}
