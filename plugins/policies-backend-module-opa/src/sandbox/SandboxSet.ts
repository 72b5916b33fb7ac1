import {
  DeterminingPolicy,
  EvaluationRequest,
  FileCoverage,
} from '@internal/plugin-policies-common';
import {
  CompiledSet,
  EngineDecision,
  forEachAtOnce,
  KnownEntities,
  PolicyBundle,
  SandboxFolder,
} from '@internal/plugin-policies-node';
import { DecidableRego } from '../compile/checkRego';
import { ENTRY } from '../compile/entryModule';
import { withoutPrefix } from '../compile/readErrors';
import { regoFiles } from '../compile/regoFiles';
import { prefixOf } from '../compile/serveCheck';
import { engineFault, requestFault, toDecision } from '../decide/toDecision';
import { toInput } from '../decide/toInput';
import { explainRun, TraceEvent } from './explainRun';
import { OpaProgram } from '../program/OpaProgram';
import { readCoverage, RegoCoverage } from './readCoverage';

const AT_ONCE = 8;

interface EvalOutput {
  result?: Array<{ expressions: Array<{ value: unknown }> }>;
  errors?: Array<{ message: string; code?: string }>;
  explanation?: TraceEvent[];
  coverage?: RegoCoverage;
}

/** A draft, evaluated by `opa eval` in the sandbox; never by the server. */
export class SandboxSet implements CompiledSet {
  readonly statements: DeterminingPolicy[];
  private disposed = false;

  /** @param folder - holds the revision as a bundle; removed with the set */
  constructor(
    private readonly options: {
      bundle: PolicyBundle;
      checked: DecidableRego;
      known: KnownEntities;
      program: OpaProgram;
      key: string;
      folder: SandboxFolder;
    },
  ) {
    this.statements = options.checked.statements;
  }

  get known(): KnownEntities {
    return this.options.known;
  }

  async evaluate(
    requests: EvaluationRequest[],
    { explain = false }: { explain?: boolean } = {},
  ): Promise<EngineDecision[]> {
    if (explain) {
      return this.each(requests, request => this.explain(request));
    }
    if (!requests.length) {
      return [];
    }
    const started = performance.now();
    const output = await this.eval('answers', {
      requests: requests.map(request => this.inputOf(request)),
    });
    const durationUs = microseconds(started, requests.length);
    if ('fault' in output) {
      // One request that cannot be evaluated spoils the call for the others.
      return output.fault.outcome === 'error' &&
        output.fault.fault === 'request' &&
        requests.length > 1
        ? this.each(
            requests,
            async request => (await this.evaluate([request]))[0],
          )
        : requests.map(() => output.fault);
    }
    const answers = valueOf(output.output);
    return Array.isArray(answers) && answers.length === requests.length
      ? answers.map(answer => this.decisionOf(answer, durationUs))
      : requests.map(() => engineFault('OPA gave too few answers', durationUs));
  }

  async coverage(requests: EvaluationRequest[]): Promise<FileCoverage[]> {
    const output = await this.eval(
      'answers',
      { requests: requests.map(request => this.inputOf(request)) },
      ['--coverage'],
    );
    return 'fault' in output
      ? []
      : readCoverage(
          output.output.coverage,
          regoFiles(this.options.bundle),
          prefixOf(this.options.key),
        );
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    await this.options.folder.remove();
  }

  /** One run for each request, few at a time, as not any number of runs may wait. */
  private async each(
    requests: EvaluationRequest[],
    decide: (request: EvaluationRequest) => Promise<EngineDecision>,
  ): Promise<EngineDecision[]> {
    const decisions: EngineDecision[] = [];
    await forEachAtOnce(
      [...requests.entries()],
      AT_ONCE,
      async ([index, request]) => {
        decisions[index] = await decide(request);
      },
    );
    return decisions;
  }

  private async explain(request: EvaluationRequest): Promise<EngineDecision> {
    const started = performance.now();
    const input = this.inputOf(request);
    const output = await this.eval('answer', input, [
      '--explain=full',
      // The index leaves rules out before they are entered: then nothing tells why they did not apply.
      '--disable-indexing',
    ]);
    const durationUs = microseconds(started, 1);
    if ('fault' in output) {
      return output.fault;
    }
    const decision = this.decisionOf(valueOf(output.output), durationUs);
    return decision.outcome === 'error'
      ? decision
      : {
          ...decision,
          explanation: explainRun({
            events: output.output.explanation ?? [],
            statements: this.statements,
            determining: decision.policies,
            files: regoFiles(this.options.bundle),
            prefix: prefixOf(this.options.key),
            input,
          }),
        };
  }

  private async eval(
    rule: 'answer' | 'answers',
    input: unknown,
    args: string[] = [],
  ): Promise<{ output: EvalOutput } | { fault: EngineDecision }> {
    if (this.disposed) {
      return { fault: engineFault('the draft was disposed of') };
    }
    const { program, folder, key } = this.options;
    const { stdout, stderr, stopMessage } = await program.run(
      [
        'eval',
        ...['--bundle', '.', '--stdin-input', '--format=json'],
        ...['--strict-builtin-errors', ...args],
        `data.portal.${key}.${ENTRY}.${rule}`,
      ],
      { folder, input: JSON.stringify(input) },
    );
    if (stopMessage) {
      return {
        fault: engineFault(
          `the draft ${stopMessage}; make its policies cheaper`,
        ),
      };
    }
    let output: EvalOutput;
    try {
      output = JSON.parse(stdout);
    } catch {
      return {
        fault: engineFault(
          `OPA could not evaluate the draft: ${withoutPrefix(
            stderr.slice(0, 500),
            prefixOf(key),
          )}`,
        ),
      };
    }
    return output.errors?.length
      ? {
          fault: requestFault(
            withoutPrefix(output.errors[0].message, prefixOf(key)),
          ),
        }
      : { output };
  }

  private inputOf(request: EvaluationRequest) {
    const { bundle, checked } = this.options;
    return toInput(request, bundle.manifest.spec.types, checked.entities);
  }

  private decisionOf(answer: unknown, durationUs: number): EngineDecision {
    const { bundle, checked } = this.options;
    return toDecision(
      answer,
      {
        set: bundle.manifest.metadata.name,
        revision: bundle.revision,
        policies: checked.policies,
      },
      durationUs,
    );
  }
}

function valueOf({ result }: EvalOutput): unknown {
  return result?.[0]?.expressions[0]?.value;
}

function microseconds(started: number, count: number): number {
  return Math.round(((performance.now() - started) * 1_000) / count);
}
