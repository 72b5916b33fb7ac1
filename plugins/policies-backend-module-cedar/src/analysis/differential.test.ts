import { mockServices } from '@backstage/backend-test-utils';
import { describeWithPrograms } from '@internal/plugin-policies-node/testUtils';
import { PolicyBundle } from '@internal/plugin-policies-node';
import { RandomSets } from '../__testUtils__/RandomSets';
import { CedarEngine } from '../CedarEngine';
import { readCedarOptions } from '../CedarOptions';
import { withEntities } from './derivedBundles';

/** Four questions each; more of them by `GENERATED_PAIRS=1000`. */
const PAIRS = Number(process.env.GENERATED_PAIRS ?? 40);
const REQUESTS = 200;
const signal = new AbortController().signal;

describeWithPrograms(
  ['cedar', 'cvc5'],
  'answers of the analyzer beside what the engine decides',
  () => {
    let engine: CedarEngine;

    beforeAll(() => {
      engine = new CedarEngine({
        ...readCedarOptions('cedar', {
          liveWorkers: 1,
          analyzer: { atOnce: 2 },
        }),
        logger: mockServices.logger.mock(),
      });
    });

    afterAll(() => engine.dispose());

    async function decide(
      bundle: PolicyBundle,
      requests: ReturnType<RandomSets['request']>[],
    ) {
      const { compiled, diagnostics } = await engine.compile(bundle, {
        mode: 'draft',
      });
      expect(
        diagnostics.filter(({ severity }) => severity === 'error'),
      ).toEqual([]);
      const decisions = await compiled!.evaluate(requests);
      await compiled!.dispose();
      return decisions.map(({ outcome }) => outcome);
    }

    it(
      `agree for ${PAIRS} generated pairs of revisions, with ${REQUESTS} requests each`,
      async () => {
        const random = new RandomSets(20_261_128);
        const { analyzer } = engine;
        const states: Record<string, number> = {};
        const wrong: unknown[] = [];
        for (let pair = 0; pair < PAIRS; pair++) {
          const { first, second } = random.pair();
          const requests = Array.from({ length: REQUESTS }, () =>
            random.request(),
          );
          const before = await decide(first, requests);
          const after = await decide(second, requests);
          const { environments } = await analyzer!.read(second);
          await Promise.all(
            environments.flatMap(({ key: environment, action }) =>
              [false, true].map(async isTurned => {
                const [from, to] = isTurned ? [second, first] : [first, second];
                const [allows, denies] = isTurned
                  ? [after, before]
                  : [before, after];
                const answer = await analyzer!.ask(
                  { kind: 'implies', environment, first: from, second: to },
                  { signal },
                );
                states[answer.state] = (states[answer.state] ?? 0) + 1;
                if (answer.state === 'fails') {
                  const { request, entities } = answer.counterexample;
                  const [allowed] = await decide(withEntities(from, entities), [
                    request,
                  ]);
                  const [denied] = await decide(withEntities(to, entities), [
                    request,
                  ]);
                  if (allowed !== 'allow' || denied === 'allow') {
                    wrong.push({ pair, isTurned, answer });
                  }
                } else if (
                  answer.state !== 'holds' ||
                  requests.some(
                    (request, index) =>
                      request.action.name === action &&
                      allows[index] === 'allow' &&
                      denies[index] !== 'allow',
                  )
                ) {
                  wrong.push({ pair, isTurned, answer });
                }
              }),
            ),
          );
        }
        expect(wrong).toEqual([]);
        expect(states.holds).toBeGreaterThan(PAIRS / 4);
        expect(states.fails).toBeGreaterThan(PAIRS / 4);
      },
      60_000 + PAIRS * 3_000,
    );
  },
);
