import {
  bundleOf,
  readFixture,
  SCENARIO_EVALUATIONS,
} from '@internal/plugin-policies-node/testUtils';
import { readRules } from '../files/readRules';
import { readSetFiles } from '../files/readSetFiles';
import { editionOf } from '../edition/editionOf';
import { outputOf } from '../edition/outputs';
import { CheckDecider } from './CheckDecider';
import { CheckBody } from './checkRequest';

describe('a Cerbos server that loads all anew', () => {
  const bundle = bundleOf(readFixture('cerbos').base);
  const { read } = readSetFiles(bundle);
  const { rules } = readRules(read.documents, bundle.manifest);
  const { edition } = editionOf(read, rules, bundle, 'a0');
  const [allowed, second] = SCENARIO_EVALUATIONS.filter(
    ({ decision }) => decision,
  ).map(({ request }) => request);
  const reader = rules.findIndex(({ policy }) => policy === 'readers');

  /** @param isHeld - whether the server holds the edition by then, for a resource of a call */
  function deciderOf(isHeld: (call: number, position: number) => boolean) {
    const asked: number[] = [];
    const decider = new CheckDecider({
      engine: 'cerbos',
      edition,
      entities: read.entities,
      resourcesPerCall: 50,
      check: async ({ resources }: CheckBody) => {
        asked.push(resources.length);
        const call = asked.length - 1;
        return {
          status: 200,
          headers: {},
          body: {
            results: resources.map(({ resource, actions }, position) => {
              const held = isHeld(call, position);
              return {
                resource: { ...resource, policyVersion: edition.version },
                actions: {
                  [actions[0]]: held ? 'EFFECT_ALLOW' : 'EFFECT_DENY',
                },
                meta: {
                  actions: {
                    [actions[0]]: {
                      matchedPolicy: held
                        ? `resource.${resource.kind}.v${edition.version}`
                        : 'NO_MATCH',
                    },
                  },
                },
                outputs: held
                  ? [{ val: outputOf(edition.version, reader) }]
                  : [],
              };
            }),
          },
        };
      },
    });
    return { decider, asked };
  }

  const outcomes = async (
    decider: CheckDecider,
    requests = [allowed, allowed],
  ) => (await decider.decide(requests)).map(({ decision }) => decision.outcome);

  it('is asked again for what it did not hold, and for nothing else', async () => {
    const { decider, asked } = deciderOf(
      (call, position) => call > 0 || position === 0,
    );
    expect(await outcomes(decider)).toEqual(['allow', 'allow']);
    expect(asked).toEqual([2, 1]);
  });

  it('is asked a few times, then it is a fault of the engine', async () => {
    const { decider, asked } = deciderOf(() => false);
    const [{ decision }] = await decider.decide([second]);
    expect(decision).toMatchObject({
      outcome: 'error',
      fault: 'engine',
      message: expect.stringContaining('does not hold revision'),
    });
    expect(asked).toEqual([1, 1, 1, 1]);
  });
});
