import {
  AnalysisAnswer,
  AnalysisQuestion,
  AnalyzedEnvironment,
  PolicyAnalyzer,
} from '../analysis';
import { PolicyBundle, PolicyEngine } from '../PolicyEngine';

/*
 * What every analyzer must do, whatever its language is:
 *
 *   describeAnalyzer({ create: () => engine, narrow, wide, unprovable, environment });
 */

/** What the suite needs to know of an analyzer. */
export interface AnalyzerConformance {
  /** An engine that has an analyzer; the suite disposes it. */
  create(): Promise<PolicyEngine>;
  /** A revision with one invariant, which it keeps, whose first statement matches some requests. */
  narrow: PolicyBundle;
  /** Another revision of the set: it allows more in `environment`, and breaks that invariant. */
  wide: PolicyBundle;
  /** A revision of which nothing can be proven. */
  unprovable: PolicyBundle;
  /** Where the two differ. */
  environment: Omit<AnalyzedEnvironment, 'key'>;
}

/** Runs the conformance suite against an analyzer whose programs are there. */
export function describeAnalyzer(options: AnalyzerConformance): void {
  const { create, narrow, wide, unprovable, environment } = options;

  describe('every analyzer', () => {
    const { signal } = new AbortController();
    let engine: PolicyEngine;
    let analyzer: PolicyAnalyzer;
    let key: string;

    beforeAll(async () => {
      engine = await create();
      analyzer = engine.analyzer!;
      const { environments } = await analyzer.read(narrow);
      key = environments.find(
        ({ subject, action, resource }) =>
          subject === environment.subject &&
          action === environment.action &&
          resource === environment.resource,
      )!.key;
    });

    afterAll(() => engine.dispose());

    const ask = (question: AnalysisQuestion) =>
      analyzer.ask(question, { signal });

    /** What the engine says of the request that an answer shows. */
    async function decide(bundle: PolicyBundle, answer: AnalysisAnswer) {
      if (answer.state !== 'fails') {
        throw new Error(`it is '${answer.state}', not 'fails'`);
      }
      const { request, entities } = answer.counterexample;
      const { compiled } = await engine.compile(
        entities
          ? {
              ...bundle,
              files: [
                ...bundle.files.filter(({ path }) => path !== entities.path),
                entities,
              ],
            }
          : bundle,
        { mode: 'draft' },
      );
      const [{ outcome }] = await compiled!.evaluate([request]);
      await compiled!.dispose();
      return outcome;
    }

    it('tells what answers', async () => {
      const versions = await analyzer.checkHealth();
      expect(Object.values(versions).every(Boolean)).toBe(true);
      expect(await analyzer.checkHealth()).toEqual(versions);
    });

    it('compares two revisions, and shows a request that the engine decides so', async () => {
      const about = { environment: key };
      const tighter = await ask({
        kind: 'implies',
        ...about,
        first: narrow,
        second: wide,
      });
      expect(tighter).toMatchObject({
        state: 'holds',
        key: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      const wider = await ask({
        kind: 'implies',
        ...about,
        first: wide,
        second: narrow,
      });
      expect(wider).toMatchObject({
        state: 'fails',
        counterexample: { before: true, after: false },
      });
      expect(wider.key).not.toBe(tighter.key);
      expect(await decide(wide, wider)).toBe('allow');
      expect(await decide(narrow, wider)).toBe('deny');
      const equivalent = { kind: 'equivalent' as const, ...about };
      expect(
        await ask({ ...equivalent, first: wide, second: wide }),
      ).toMatchObject({ state: 'holds' });
      expect(
        await ask({ ...equivalent, first: wide, second: narrow }),
      ).toMatchObject({ state: 'fails' });
    });

    it('judges what one revision says', async () => {
      const { statements, invariants } = await analyzer.read(narrow);
      const [{ id: statement }] = statements;
      const about = { environment: key, set: narrow };
      const shown = await ask({ kind: 'never-matches', ...about, statement });
      expect(shown.state).toBe('fails');
      const allowed = await ask({ kind: 'always-denies', ...about });
      expect(await decide(narrow, allowed)).toBe('allow');
      const denied = await ask({ kind: 'always-allows', ...about });
      expect(await decide(narrow, denied)).toBe('deny');
      const [[invariant, keys]] = Object.entries(invariants);
      expect(keys).toContain(key);
      const question = {
        kind: 'invariant' as const,
        environment: key,
        invariant,
      };
      expect(await ask({ ...question, set: narrow })).toMatchObject({
        state: 'holds',
      });
      const broken = await ask({ ...question, set: wide });
      expect(await decide(wide, broken)).toBe('allow');
    });

    it('gives what an invariant matches as a revision that engines compile', async () => {
      const { compiled } = await engine.compile(narrow, { mode: 'draft' });
      const [invariant] = compiled!.invariants!;
      await compiled!.dispose();
      for (const part of ['matches', 'scope'] as const) {
        const bundle = analyzer.toBundle(narrow, invariant, part);
        const result = await engine.compile(bundle, { mode: 'draft' });
        expect(result.compiled?.statements).toHaveLength(1);
        expect(bundle.revision).not.toBe(narrow.revision);
        await result.compiled?.dispose();
      }
    });

    it('says the same of the same, also to many at once, and ends for who gives up', async () => {
      const question: AnalysisQuestion = {
        kind: 'implies',
        environment: key,
        first: wide,
        second: narrow,
      };
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => ask(question)),
      );
      expect(new Set(answers.map(answer => JSON.stringify(answer))).size).toBe(
        1,
      );
      await expect(
        analyzer.ask(question, {
          signal: AbortSignal.abort(new Error('gone')),
        }),
      ).rejects.toThrow('gone');
    });

    it('refuses what nothing can be proven of, and what is not there', async () => {
      await expect(analyzer.read(unprovable)).rejects.toMatchObject({
        name: 'InputError',
      });
      await expect(
        ask({ kind: 'always-allows', environment: 'nowhere', set: narrow }),
      ).rejects.toMatchObject({ name: 'InputError' });
    });
  });
}
