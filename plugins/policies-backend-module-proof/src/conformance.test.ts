import { mockServices } from '@backstage/backend-test-utils';
import {
  ConfiguredEngines,
  machineClock,
} from '@internal/plugin-policies-node';
import { describeCheck } from '@internal/plugin-policies-node/testUtils';
import { asFiles, toyFiles } from './__testUtils__/portal';
import { ToyEngine } from './__testUtils__/ToyEngine';
import { Asker } from './asking/Asker';
import { ProofCheck } from './comparison/ProofCheck';
import { InvariantProver } from './invariants/InvariantProver';
import { InvariantsCheck } from './invariants/InvariantsCheck';

const engine = new ToyEngine();
const engines = {
  names: ['toy'],
  has: name => name === 'toy',
  get: () => engine,
} as Partial<ConfiguredEngines> as ConfiguredEngines;
const invariants = {
  'invariants/small.toy':
    'never | No large amount | DORA\nforbid read 1500..2000',
};

const create = () => {
  const asker = new Asker({
    answers: {
      find: async () => {
        throw new Error('the database is gone');
      },
      save: async () => {
        throw new Error('the database is gone');
      },
      prune: async () => {},
    },
    clock: machineClock,
    logger: mockServices.logger.mock(),
  });
  const options = {
    asker,
    clock: machineClock,
    logger: mockServices.logger.mock(),
    refusals: {
      list: async () => {
        throw new Error('the database is gone');
      },
      save: async () => {
        throw new Error('the database is gone');
      },
      prune: async () => {},
    },
    engines,
    proof: {
      seconds: 60,
      requests: 200,
      approvals: [{ regulation: 'MiCA', group: 'group:default/compliance' }],
      watching: [],
    },
  };
  return {
    proof: new ProofCheck(options),
    invariants: new InvariantsCheck({
      ...options,
      prover: new InvariantProver(options),
    }),
  };
};

describe.each([
  ['with an analyzer', true],
  ['without one', false],
])('%s', (_, isThere) => {
  beforeAll(() => {
    engine.analyzer.isThere = isThere;
  });

  for (const name of ['proof', 'invariants'] as const) {
    describeCheck({
      create: () => create()[name],
      engines,
      files: asFiles(toyFiles('permit read 0..1000', invariants)),
      broken: asFiles(toyFiles('???')),
    });
  }
});
