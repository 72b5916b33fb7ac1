import { CompiledSet, EngineDecision } from '../PolicyEngine';
import { countCases, runCases } from './runCases';

const filed = (decision: boolean, policies?: string[]) => ({
  file: 'tests/a.yaml',
  case: {
    name: 'a case',
    request: {
      subject: { type: 'user', id: 'ana' },
      action: { name: 'read' },
      resource: { type: 'record', id: '1' },
    },
    expect: { decision, policies },
  },
});

const setOf = (decision: EngineDecision): CompiledSet => ({
  statements: [],
  evaluate: async requests => requests.map(() => decision),
  dispose: async () => {},
});

describe('runCases', () => {
  it('compares decisions and policies, in whatever order an engine names them', async () => {
    const results = await runCases(
      setOf({ outcome: 'allow', policies: ['b', 'a'], durationUs: 1 }),
      [
        filed(true),
        filed(true, ['a', 'b']),
        filed(true, ['b', 'a']),
        filed(true, ['a']),
        filed(false),
      ],
    );
    expect(results.map(({ status }) => status)).toEqual([
      'passed',
      'passed',
      'passed',
      'failed',
      'failed',
    ]);
    expect(results.map(({ message }) => message).slice(3)).toEqual([
      "expected it to be allowed by 'a', but it is by 'a', 'b'",
      "expected denied, got allowed by 'a', 'b'",
    ]);
    expect(countCases(results)).toEqual({ total: 5, passed: 3, failed: 2 });
  });
});
