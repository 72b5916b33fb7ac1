import {
  EngineCapability,
  EvaluationRequest,
  isCaseFile,
  PolicyFile,
  readCases,
} from '@internal/plugin-policies-common';
import {
  CompiledSet,
  CompileResult,
  EngineDecision,
  PolicyBundle,
  PolicyEngine,
} from '../PolicyEngine';
import { canSearch, searchSet } from '../search/searchSet';
import { sampleConfusable } from './confusableRequests';
import { ConformanceReport } from './ConformanceReport';
import { bundleOf, ConformanceFixture, withFiles } from './readFixture';
import { SCENARIO_EVALUATIONS, SCENARIO_SEARCHES } from './scenario';

/*
 * What every engine must do, ours or a third party's. A driver runs it in a few lines:
 *
 *   describeEngine({
 *     name: 'never',
 *     fixture: readFixture('never'),
 *     createEngine: async () => new NeverEngine(),
 *   });
 *
 * Each group is also a row of the table of engines in the README, which is made from a run with
 * PORTAL_CONFORMANCE_REPORT=<folder>.
 */

/** What the suite needs to know of a driver. */
export interface EngineConformance {
  /** Name of the driver. */
  name: string;
  /** The set `records` in the driver's language. */
  fixture: ConformanceFixture;
  /** Makes a running engine; called once. Its server, if it has one, runs already. */
  createEngine(): Promise<PolicyEngine>;
  /** Called after the engine was disposed of. */
  cleanUp?(): Promise<void>;
  /** False for engines that cannot tell which policy decided. By default true. */
  namesPolicies?: boolean;
  /**
   * False for engines whose policies stand elsewhere: there are no drafts to keep apart, nothing is
   * published and nothing compiled. By default true.
   */
  holdsPolicies?: boolean;
  /**
   * False for decision points that show the properties of an action to no policy: the group of that
   * name is absent then. By default true.
   */
  readsActionProperties?: boolean;
  /** Declared by the driver's tests, so that a capability cannot vanish unseen. */
  capabilities: EngineCapability[];
}

const unknownAction: EvaluationRequest = {
  subject: { type: 'user', id: 'alice' },
  action: { name: 'no-such-action' },
  resource: { type: 'record', id: 'record-1' },
};

/** Runs the conformance suite against a driver. */
export function describeEngine(options: EngineConformance): void {
  const {
    name,
    fixture,
    namesPolicies = true,
    holdsPolicies = true,
    readsActionProperties = true,
  } = options;
  const can = new Set(options.capabilities);
  const report = new ConformanceReport(name, can);
  const base = bundleOf(fixture.base);
  const evaluations = SCENARIO_EVALUATIONS.filter(
    ({ request }) => readsActionProperties || !request.action.properties,
  );
  const variant = (files: PolicyFile[] = []) =>
    bundleOf(withFiles(fixture.base, files));
  /** The same policies as another revision. */
  const touched = (text: string) => {
    const file = { path: 'NOTES.md', content: text };
    return bundleOf(withFiles(fixture.base, [file]));
  };

  let engine: PolicyEngine;
  let live: CompiledSet;

  async function compile(
    bundle: PolicyBundle,
    mode: 'live' | 'draft',
  ): Promise<CompiledSet> {
    const result = await engine.compile(bundle, { mode });
    expect(errorsOf(result)).toEqual([]);
    return result.compiled!;
  }

  async function withSet(
    bundle: PolicyBundle,
    mode: 'live' | 'draft',
    work: (set: CompiledSet) => Promise<void>,
  ): Promise<void> {
    const set = await compile(bundle, mode);
    try {
      await work(set);
    } finally {
      await set.dispose();
    }
  }

  function expectScenario(decisions: EngineDecision[], wanted = evaluations) {
    expect(
      decisions.map((decision, index) => told(wanted[index].name, decision)),
    ).toEqual(
      wanted.map(({ name: asked, decision, policy }) => ({
        asked,
        outcome: decision ? 'allow' : 'deny',
        policies: namesPolicies && policy ? [policy] : expect.any(Array),
      })),
    );
  }

  describe(`engine '${name}' conforms`, () => {
    beforeAll(async () => {
      engine = await options.createEngine();
      live = await compile(base, 'live');
    }, 60_000);

    afterAll(async () => {
      await live?.dispose();
      await engine?.dispose();
      await options.cleanUp?.();
      report.write();
    }, 60_000);

    it('declares its capabilities and its health', async () => {
      expect([...engine.capabilities].sort()).toEqual([...can].sort());
      const { version } = await engine.checkHealth();
      expect(version === undefined || version.length > 0).toBe(true);
    });

    (['Core', 'Properties'] as const).forEach(level => {
      const wanted = evaluations.filter(item => item.level === level);

      report.it(`Basic ${level}`, async () => {
        for (const item of wanted) {
          expectScenario(await live.evaluate([item.request]), [item]);
        }
      });

      report.it(`Batch ${level}`, async () => {
        expectScenario(
          await live.evaluate(wanted.map(({ request }) => request)),
          wanted,
        );
      });

      report.itIf(can.has('search'), `Search ${level}`, async () => {
        expect(canSearch(live)).toBe(true);
        for (const search of SCENARIO_SEARCHES.filter(
          item => item.level === level,
        )) {
          const found = await searchSet(live, search.request, { limit: 100 });
          const names = found.results.map(result =>
            'id' in result ? result.id : result.name,
          );
          expect({ [search.name]: names }).toEqual({
            [search.name]: expect.arrayContaining(search.includes),
          });
          for (const excluded of search.excludes) {
            expect({ [search.name]: names }).not.toEqual({
              [search.name]: expect.arrayContaining([excluded]),
            });
          }
          expect(found.nextToken ?? '').toBe('');
        }
      });
    });

    report.itIf(readsActionProperties, 'Properties of actions', async () => {
      const wanted = evaluations.filter(
        ({ request }) => request.action.name === 'delete',
      );
      expectScenario(
        await live.evaluate(wanted.map(({ request }) => request)),
        wanted,
      );
    });

    report.itIf(can.has('search'), 'Search paging', async () => {
      const { request, includes } = SCENARIO_SEARCHES.find(
        ({ name: asked }) => asked === 'what alice may read',
      )!;
      const found: string[] = [];
      let token: string | undefined;
      for (let page = 0; page < 10; page++) {
        const { results, nextToken } = await searchSet(live, request, {
          limit: 1,
          token,
        });
        expect(results.length).toBeLessThanOrEqual(1);
        found.push(...results.map(result => (result as { id: string }).id));
        token = nextToken;
        if (!token) {
          break;
        }
      }
      expect(found.sort()).toEqual([...includes].sort());
      await expect(
        searchSet(live, request, { limit: 1, token: 'no-token-of-ours' }),
      ).rejects.toThrow(/token/);
    });

    report.it('Order and errors of batches', async () => {
      const wanted = Array.from(
        { length: 150 },
        (_, index) => evaluations[index % evaluations.length],
      );
      expectScenario(
        await live.evaluate(wanted.map(({ request }) => request)),
        wanted,
      );
      const [first, bad, last] = await live.evaluate([
        wanted[0].request,
        unknownAction,
        wanted[1].request,
      ]);
      expectScenario([first, last], [wanted[0], wanted[1]]);
      expect(bad.outcome).not.toBe('allow');
      expect(bad).not.toMatchObject({ fault: 'engine' });
      expect(await live.evaluate([])).toEqual([]);
    });

    report.it('Hostile requests', async () => {
      for (const id of [
        '',
        '*',
        '../x',
        'a'.repeat(5_000),
        '"; drop',
        'ü\u0000',
      ]) {
        const [decision] = await live.evaluate([
          {
            subject: { type: 'user', id },
            action: { name: 'read' },
            resource: { type: 'record', id: 'record-1' },
          },
          {
            subject: { type: 'user', id: 'alice' },
            action: { name: 'read' },
            resource: { type: 'record', id },
          },
        ]);
        expect(decision.outcome).not.toBe('allow');
      }
      expectScenario(await live.evaluate([SCENARIO_EVALUATIONS[0].request]), [
        SCENARIO_EVALUATIONS[0],
      ]);
    });

    it('answers the same whatever was asked before', async () => {
      const known = [0, 1, 2, 5].map(at => SCENARIO_EVALUATIONS[at].request);
      const requests = sampleConfusable(known);
      const warm = await live.evaluate([...known, ...requests, ...known]);
      const wanted = requests.map((request, index) => ({
        request,
        answer: summaryOf(warm[known.length + index]),
      }));
      expect(wanted.map(({ answer }) => answer.outcome)).toContain('allow');
      await withSet(touched('never asked before'), 'live', async cold => {
        const reversed = await cold.evaluate([...requests].reverse());
        expect(
          requests.map((request, index) => ({
            request,
            answer: summaryOf(reversed[requests.length - 1 - index]),
          })),
        ).toEqual(wanted);
      });
      for (const { request, answer } of wanted.slice(0, 25)) {
        const [alone] = await live.evaluate([request]);
        expect({ request, answer: summaryOf(alone) }).toEqual({
          request,
          answer,
        });
      }
    });

    report.it('Concurrency', async () => {
      const answers = await Promise.all(
        Array.from({ length: 100 }, async (_, index) => {
          const item = evaluations[index % evaluations.length];
          return { item, decisions: await live.evaluate([item.request]) };
        }),
      );
      for (const { item, decisions } of answers) {
        expectScenario(decisions, [item]);
      }
    });

    report.itIf(holdsPolicies, 'Draft isolation', async () => {
      await withSet(variant(fixture.allowAll), 'draft', async draft => {
        const requests = SCENARIO_EVALUATIONS.filter(
          ({ decision, request }) =>
            !decision && request.action.name === 'write',
        ).map(({ request }) => request);
        const drafted = await draft.evaluate(requests);
        expect(drafted.map(({ outcome }) => outcome)).toEqual(
          requests.map(() => 'allow'),
        );
        expectScenario(
          await live.evaluate(SCENARIO_EVALUATIONS.map(item => item.request)),
        );
      });
      expectScenario(
        await live.evaluate(SCENARIO_EVALUATIONS.map(item => item.request)),
      );
    });

    report.itIf(holdsPolicies, 'Refused files', async () => {
      for (const mode of ['draft', 'live'] as const) {
        const refused = await engine.compile(variant(fixture.broken), { mode });
        expect(refused.compiled).toBeUndefined();
        const errors = errorsOf(refused);
        expect(errors).not.toEqual([]);
        expect(errors.map(({ file }) => file)).toContain(fixture.brokenFile);
        for (const { message } of errors) {
          expect(message).toBeTruthy();
        }
      }
      expectScenario(await live.evaluate([SCENARIO_EVALUATIONS[0].request]), [
        SCENARIO_EVALUATIONS[0],
      ]);
    });

    report.itIf(holdsPolicies, 'Two revisions side by side', async () => {
      const again = await compile(base, 'live');
      await withSet(touched('another revision'), 'live', async other => {
        await again.dispose();
        const requests = SCENARIO_EVALUATIONS.map(({ request }) => request);
        expectScenario(await other.evaluate(requests));
        expectScenario(await live.evaluate(requests));
      });
      expectScenario(await live.evaluate([SCENARIO_EVALUATIONS[0].request]), [
        SCENARIO_EVALUATIONS[0],
      ]);
    });

    report.it('Disposal', async () => {
      const set = await compile(touched('to be disposed of'), 'live');
      await set.dispose();
      await set.dispose();
      const [decision] = await set.evaluate([SCENARIO_EVALUATIONS[0].request]);
      expect(decision.outcome).toBe('error');
      if (holdsPolicies) {
        const draft = await compile(base, 'draft');
        await draft.dispose();
        const [after] = await draft.evaluate([SCENARIO_EVALUATIONS[0].request]);
        expect(after.outcome).toBe('error');
      }
    });

    report.itIf(holdsPolicies, 'Cases of the set', async () => {
      await withSet(base, 'draft', async draft => {
        const cases = base.files
          .filter(({ path }) => isCaseFile(path))
          .flatMap(({ path, content }) => readCases(path, content).cases);
        expect(cases.length).toBeGreaterThan(0);
        const decisions = await draft.evaluate(
          cases.map(({ request }) => request),
        );
        expect(decisions.map(({ outcome }) => outcome)).toEqual(
          cases.map(({ expect: { decision } }) =>
            decision ? 'allow' : 'deny',
          ),
        );
      });
    });

    report.itIf(can.has('explain'), 'explain', async () => {
      await withSet(base, 'draft', async draft => {
        const [allowed, denied] = await draft.evaluate(
          [SCENARIO_EVALUATIONS[0].request, SCENARIO_EVALUATIONS[3].request],
          { explain: true },
        );
        expect(allowed).toMatchObject({
          outcome: 'allow',
          explanation: {
            determining: [
              expect.objectContaining({
                policy: 'readers',
                title: 'Readers read',
                file: expect.any(String),
              }),
            ],
          },
        });
        expect(denied).toMatchObject({
          outcome: 'deny',
          explanation: { determining: [], notApplied: expect.any(Array) },
        });
      });
    });

    report.itIf(can.has('vocabulary'), 'vocabulary', async () => {
      const { actions = [], entityTypes = [] } = live.vocabulary ?? {};
      expect(actions.map(({ name: action }) => action).sort()).toEqual([
        'delete',
        'read',
        'write',
      ]);
      const types = entityTypes.map(({ type }) => type);
      expect(types).toEqual(expect.arrayContaining(['user', 'record']));
    });

    report.itIf(can.has('coverage'), 'coverage', async () => {
      await withSet(base, 'draft', async draft => {
        const files = await draft.coverage!([SCENARIO_EVALUATIONS[0].request]);
        const covered = files.filter(file => file.covered.length > 0);
        const uncovered = files.filter(file => file.notCovered.length > 0);
        expect(covered.length).toBeGreaterThan(0);
        expect(uncovered.length).toBeGreaterThan(0);
        for (const { file } of files) {
          expect(base.files.map(({ path }) => path)).toContain(file);
        }
      });
    });

    report.itIf(can.has('nativeTests'), 'native tests', async () => {
      const results = await engine.runNativeTests!(base);
      expect(results.length).toBeGreaterThan(0);
      expect(results.filter(({ status }) => status !== 'passed')).toEqual([]);
    });

    report.itIf(can.has('publish'), 'publish', async () => {
      expect(await live.verify!()).toEqual({ state: 'in-sync' });
      await live.repair!();
      expect(await live.verify!()).toEqual({ state: 'in-sync' });
      expectScenario(await live.evaluate([SCENARIO_EVALUATIONS[0].request]), [
        SCENARIO_EVALUATIONS[0],
      ]);
    });
  });
}

function told(asked: string, decision: EngineDecision) {
  return decision.outcome === 'error'
    ? { asked, ...decision }
    : {
        asked,
        outcome: decision.outcome,
        policies: decision.policies,
      };
}

/** A decision without words: why there is none is told otherwise where it stood in a batch. */
function summaryOf(decision: EngineDecision) {
  return decision.outcome === 'error'
    ? { outcome: decision.outcome }
    : { outcome: decision.outcome, policies: decision.policies };
}

function errorsOf({ diagnostics }: CompileResult) {
  return diagnostics.filter(({ severity }) => severity === 'error');
}
