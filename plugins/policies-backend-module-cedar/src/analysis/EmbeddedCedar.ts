import { CompileResult, PolicyBundle } from '@internal/plugin-policies-node';
import { AnalyzerAsks } from './answerAnalyzer';

/** What the analyzer needs of the engine that embeds Cedar. */
export interface EmbeddedCedar {
  /** Has a worker that may be thrown away answer. */
  ask<N extends keyof AnalyzerAsks>(
    what: N,
    input: AnalyzerAsks[N]['input'],
  ): Promise<AnalyzerAsks[N]['answer']>;
  /** Compiles as a draft is, for confirmation. */
  compile(bundle: PolicyBundle): Promise<CompileResult>;
  version(): Promise<string>;
}
