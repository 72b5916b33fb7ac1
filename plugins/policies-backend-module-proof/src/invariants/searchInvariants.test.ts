import { Invariant } from '@internal/plugin-policies-common';
import { CompiledSet, EngineDecision } from '@internal/plugin-policies-node';
import { asFiles, toyFiles } from '../__testUtils__/portal';
import { toyRequest } from '../__testUtils__/ToyEngine';
import { searchInvariants } from './searchInvariants';

const invariant: Invariant = {
  name: 'reads',
  title: 'Anybody reads',
  kind: 'at least',
  regulations: ['DORA'],
  policies: [],
  file: 'invariants/reads.toy',
  text: '',
};
const bundle = {
  manifest: {} as any,
  revision: 'r',
  files: asFiles(toyFiles('permit read 0..9')),
};
const failing = (fault: 'request' | 'engine'): EngineDecision => ({
  outcome: 'error',
  fault,
  message: 'it cannot be evaluated',
  errors: [{ policy: 'limit', message: 'the sum is too large' }],
  durationUs: 1,
});
const search = async (own: EngineDecision, kind: Invariant['kind']) => {
  const answerBy = (decision: EngineDecision) =>
    ({
      evaluate: async () => [decision],
    } as Partial<CompiledSet> as CompiledSet);
  const [proof] = await searchInvariants(
    {
      bundle,
      invariants: [{ ...invariant, kind }],
      analyzer: { toBundle: () => bundle },
      use: act => act(answerBy(own)),
      useOther: (_, act) =>
        act(answerBy({ outcome: 'allow', policies: ['reads'], durationUs: 1 })),
    },
    [toyRequest('read', 5)],
    { signal: new AbortController().signal, isOver: () => false },
  );
  return proof;
};

describe('a search', () => {
  it('takes a policy that fails for what does not allow, and a request that is wrong for nothing', async () => {
    expect(await search(failing('engine'), 'at least')).toMatchObject({
      state: 'broken',
      counterexample: { after: false, policies: ['limit'] },
    });
    expect(await search(failing('engine'), 'never')).toMatchObject({
      state: 'searched',
      searched: 1,
    });
    expect(await search(failing('request'), 'at least')).toMatchObject({
      state: 'undecided',
    });
  });
});
