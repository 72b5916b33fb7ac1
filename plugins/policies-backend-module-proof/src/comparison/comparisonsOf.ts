import {
  AnalysisQuestion,
  AnalyzedEnvironment,
  PolicyAnalyzer,
  PolicyBundle,
  PolicyEngine,
} from '@internal/plugin-policies-node';
import { underSchemaOf } from '../revision/underSchemaOf';

/** What is asked about one kind of request to compare two revisions. */
export interface EnvironmentComparison {
  environment: AnalyzedEnvironment;
  /** Holds where nothing denied becomes allowed. */
  wider: AnalysisQuestion;
  /** Holds where nothing allowed becomes denied. */
  tighter: AnalysisQuestion;
}

/**
 * What to ask to compare two revisions, for each kind of request that one of them admits.
 *
 * @throws InputError where nothing can be proven of one of the two
 */
export async function comparisonsOf(
  analyzer: Pick<PolicyAnalyzer, 'read'>,
  revisions: {
    before: PolicyBundle;
    after: PolicyBundle;
    engine: PolicyEngine;
  },
): Promise<EnvironmentComparison[]> {
  const { before, after, engine } = revisions;
  const old = await readEnvironments(analyzer.read(before));
  const fresh = await readEnvironments(analyzer.read(after));
  const shared = underSchemaOf(before, after, engine);
  return [...new Map([...old, ...fresh])].map(([key, environment]) => {
    // An environment of one schema alone is asked about with the schemas as they are.
    const base = old.has(key) && fresh.has(key) ? shared : before;
    const implies = (first: PolicyBundle, second: PolicyBundle) => ({
      kind: 'implies' as const,
      environment: key,
      first,
      second,
    });
    return {
      environment,
      wider: implies(after, base),
      tighter: implies(base, after),
    };
  });
}

async function readEnvironments(
  read: Promise<{ environments: AnalyzedEnvironment[] }>,
): Promise<Map<string, AnalyzedEnvironment>> {
  const { environments } = await read;
  return new Map(
    environments.map(environment => [environment.key, environment]),
  );
}
