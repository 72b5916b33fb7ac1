import { EvaluationRequest } from '@internal/plugin-policies-common';
import { CompiledSet, EngineDecision } from '@internal/plugin-policies-node';
import { CallGatherer } from './CallGatherer';

const request = (id: string): EvaluationRequest => ({
  subject: { type: 'user', id: 'ana' },
  action: { name: 'read' },
  resource: { type: 'record', id },
});

/** Allows what is named so; fails as a whole when "broken" is among what is asked. */
function setOf() {
  const calls: string[][] = [];
  const set: CompiledSet = {
    statements: [],
    dispose: async () => {},
    evaluate: async requests => {
      const ids = requests.map(({ resource: { id } }) => id);
      calls.push(ids);
      return ids.map((id): EngineDecision => {
        if (ids.includes('broken')) {
          const message = 'broken';
          return { outcome: 'error', fault: 'engine', message, durationUs: 1 };
        }
        const outcome = id.startsWith('allow') ? 'allow' : 'deny';
        return { outcome, policies: [id], durationUs: 1 };
      });
    },
  };
  return { set, calls };
}

describe('CallGatherer', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('asks together what comes together, gives each its own, and mixes no sets', async () => {
    const gatherer = new CallGatherer();
    const one = setOf();
    const two = setOf();
    const answers = await Promise.all([
      gatherer.evaluate(one.set, [request('allow-1')]),
      gatherer.evaluate(two.set, [request('deny-1')]),
      gatherer.evaluate(one.set, [request('deny-2'), request('allow-3')]),
      gatherer.evaluate(one.set, [request('allow-4')]),
    ]);
    expect(
      answers.map(decisions =>
        decisions.map(decision => [
          decision.outcome,
          'policies' in decision && decision.policies,
        ]),
      ),
    ).toEqual([
      [['allow', ['allow-1']]],
      [['deny', ['deny-1']]],
      [
        ['deny', ['deny-2']],
        ['allow', ['allow-3']],
      ],
      [['allow', ['allow-4']]],
    ]);
    expect(one.calls).toEqual([['allow-1', 'deny-2', 'allow-3', 'allow-4']]);
    expect(two.calls).toEqual([['deny-1']]);
  });

  it('makes no call longer than an engine answers in time', async () => {
    const gatherer = new CallGatherer();
    const { set, calls } = setOf();
    await Promise.all(
      Array.from({ length: 70 }, (_, index) =>
        gatherer.evaluate(set, [request(`${index}`), request(`allow${index}`)]),
      ),
    );
    const many = Array.from({ length: 120 }, (_, index) => request(`${index}`));
    expect(await gatherer.evaluate(set, many)).toHaveLength(120);
    expect(calls.map(({ length }) => length)).toEqual([50, 50, 40, 120]);
  });

  it('lets each ask for itself after one made the engine fail', async () => {
    let now = 1_000_000;
    jest.spyOn(performance, 'now').mockImplementation(() => now);
    const gatherer = new CallGatherer();
    const { set, calls } = setOf();
    const ask = async (...ids: string[]) =>
      (
        await Promise.all(ids.map(id => gatherer.evaluate(set, [request(id)])))
      ).map(([{ outcome }]) => outcome);
    expect(await ask('allow', 'broken')).toEqual(['error', 'error']);
    expect(await ask('allow', 'broken', 'deny')).toEqual([
      'allow',
      'error',
      'deny',
    ]);
    expect(calls).toHaveLength(4);
    now += 10_001;
    expect(await ask('allow', 'deny')).toEqual(['allow', 'deny']);
    expect(calls).toHaveLength(5);
  });
});
