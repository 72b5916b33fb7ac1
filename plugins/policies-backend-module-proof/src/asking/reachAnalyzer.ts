import {
  AnalyzerStatus,
  AnalyzerVersions,
} from '@internal/plugin-policies-common';
import {
  AnalyzerMissingError,
  PolicyAnalyzer,
  PolicyEngine,
} from '@internal/plugin-policies-node';

/** An analyzer that can be asked. */
export interface ReachedAnalyzer {
  analyzer: PolicyAnalyzer;
  versions: AnalyzerVersions;
}

/** The analyzer of an engine, or why there is none to ask. */
export interface AnalyzerAccess {
  reached?: ReachedAnalyzer;
  /** Absent where the language has none. */
  status?: AnalyzerStatus;
  /** Why nothing is proven, in a sentence; absent where it was reached. */
  because?: string;
}

/** Looks whether all requests at once can be asked about. */
export async function reachAnalyzer(
  { analyzer }: Pick<PolicyEngine, 'analyzer'>,
  engine: string,
): Promise<AnalyzerAccess> {
  if (!analyzer) {
    return {
      because: `Engine '${engine}' has no analyzer, so that nothing is proven and requests are tried instead.`,
    };
  }
  try {
    const versions = await analyzer.checkHealth();
    return {
      reached: { analyzer, versions },
      status: { state: 'ready', versions },
    };
  } catch (error) {
    const { message } = error as Error;
    return {
      status: {
        state: error instanceof AnalyzerMissingError ? 'missing' : 'faulty',
        message,
      },
      because: `The analyzer cannot be asked, so that nothing is proven and requests are tried instead: ${message}`,
    };
  }
}
