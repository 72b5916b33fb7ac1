import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  CaseResult,
  Diagnostic,
  Draft,
  EvaluationResponse,
  isError,
  PlaygroundCaseEvent,
  PlaygroundEvaluateRequest,
  PlaygroundEvaluateResponse,
  PlaygroundLiveRequest,
} from '@internal/plugin-policies-common';
import {
  AdmittedCallers,
  boundDiagnostics,
  checkBundle,
  CheckedBundle,
  CompiledSet,
  countCases,
  DecisionService,
  evaluateGuarded,
  FiledCase,
  runCase,
} from '@internal/plugin-policies-node';
import { Engines } from '../engines/Engines';
import { describeDecision } from './describeDecision';
import { PlaygroundService } from './PlaygroundService';

/** {@link PlaygroundService} on the engines' drafts, beside what is live. */
export class DefaultPlaygroundService implements PlaygroundService {
  constructor(
    private readonly engines: Engines,
    private readonly decisions: DecisionService,
    private readonly callers: AdmittedCallers,
  ) {}

  async evaluate({
    files,
    request,
  }: PlaygroundEvaluateRequest): Promise<PlaygroundEvaluateResponse> {
    const { diagnostics, compiled } = await this.compile({ files });
    if (!compiled) {
      return { diagnostics, policies: [] };
    }
    try {
      const [decision] = request
        ? await evaluateGuarded(compiled, [request], { explain: true })
        : [];
      return {
        diagnostics,
        vocabulary: compiled.vocabulary,
        policies: compiled.statements,
        decision: decision && describeDecision(decision),
      };
    } finally {
      await compiled.dispose();
    }
  }

  evaluateLive(
    { set, request }: PlaygroundLiveRequest,
    { credentials }: { credentials: BackstageCredentials },
  ): Promise<EvaluationResponse> {
    return this.decisions.evaluate(request, {
      caller: this.callers.of(credentials, 'portal'),
      purpose: 'test',
      set,
    });
  }

  async runCases(
    draft: Draft,
    { signal }: { signal: AbortSignal },
  ): Promise<AsyncIterable<PlaygroundCaseEvent>> {
    return this.caseEvents(draft, signal);
  }

  private async *caseEvents(
    draft: Draft,
    signal: AbortSignal,
  ): AsyncIterable<PlaygroundCaseEvent> {
    const started = performance.now();
    const { diagnostics, compiled, cases, ready } = await this.compile(draft);
    if (!compiled) {
      yield { type: 'invalid', diagnostics };
      return;
    }
    try {
      yield { type: 'start', total: cases.length };
      const results: CaseResult[] = [];
      for (const [index, filed] of cases.entries()) {
        if (signal.aborted) {
          return;
        }
        const result = await runCase(compiled, filed);
        results.push(result);
        yield { type: 'result', index, result };
      }
      const nativeTests = await ready?.engine.runNativeTests?.(ready.bundle);
      if (nativeTests?.length && !signal.aborted) {
        yield { type: 'nativeTests', results: nativeTests };
      }
      const files = signal.aborted
        ? undefined
        : await compiled.coverage?.(cases.map(filed => filed.case.request));
      if (files) {
        yield { type: 'coverage', files };
      }
      yield {
        type: 'end',
        counts: countCases(results),
        durationMs: Math.round(performance.now() - started),
      };
    } finally {
      await compiled.dispose();
    }
  }

  private async compile({ files }: Draft): Promise<{
    diagnostics: Diagnostic[];
    compiled?: CompiledSet;
    cases: FiledCase[];
    ready?: CheckedBundle['ready'];
  }> {
    const { diagnostics, ready } = checkBundle(files, this.engines);
    if (!ready) {
      return { diagnostics: boundDiagnostics(diagnostics), cases: [] };
    }
    const result = await ready.engine.compile(ready.bundle, { mode: 'draft' });
    const all = boundDiagnostics([...diagnostics, ...result.diagnostics]);
    return {
      diagnostics: all,
      compiled: all.some(isError) ? undefined : result.compiled,
      cases: ready.cases,
      ready,
    };
  }
}
