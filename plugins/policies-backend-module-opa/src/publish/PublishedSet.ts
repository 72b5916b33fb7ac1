import {
  EvaluationRequest,
  PolicyFile,
} from '@internal/plugin-policies-common';
import {
  CompiledSet,
  EngineConnection,
  EngineDecision,
  EngineFaultError,
  KnownEntities,
  PolicyBundle,
  PublishedState,
} from '@internal/plugin-policies-node';
import { CheckedRego } from '../compile/checkRego';
import { ENTRY } from '../compile/entryModule';
import { engineFault, requestFault, toDecision } from '../decide/toDecision';
import { toInput } from '../decide/toInput';
import { BundleStore } from './BundleStore';

/** Inputs in one call: few enough to answer in time and to spread over OPA's threads. */
const CALL_SIZE = 50;
const LOOK_EVERY_MS = 50;

/** Refusal of an evaluation: a builtin failed, or two rules contradict each other. */
interface EvaluationRefusal {
  code: string;
  message: string;
  errors?: Array<{ code: string; message: string }>;
}

/** A revision served by OPA. */
export class PublishedSet implements CompiledSet {
  readonly statements;
  readonly cacheable: boolean;
  private readonly expected;
  private readonly path: string;
  private disposed = false;

  constructor(
    private readonly options: {
      bundle: PolicyBundle;
      checked: CheckedRego;
      known: KnownEntities;
      key: string;
      files: PolicyFile[];
      cacheable: boolean;
      store: BundleStore;
      connection: EngineConnection;
      publishTimeoutMs: number;
    },
  ) {
    const { bundle, checked, key, store, files } = options;
    this.statements = checked.statements;
    this.cacheable = options.cacheable;
    this.expected = {
      set: bundle.manifest.metadata.name,
      revision: bundle.revision,
      policies: new Set(checked.policies.map(({ name }) => name)),
    };
    this.path = `/v1/data/portal/${key}/${ENTRY}`;
    store.add(key, files);
  }

  get known(): KnownEntities {
    return this.options.known;
  }

  /** @throws Error with the mend when OPA does not take the bundle in time */
  async untilServed(): Promise<void> {
    const { publishTimeoutMs, connection } = this.options;
    const deadline = Date.now() + publishTimeoutMs;
    for (;;) {
      const { state } = await this.verify();
      if (state === 'in-sync') {
        return;
      }
      if (Date.now() > deadline) {
        throw new Error(
          `OPA at '${connection.url}' did not take the revision within ${publishTimeoutMs} ms; see whether it fetches its bundle from 'bundles/portal.tar.gz' of this portal, with a token that may ('policies.engine.serve')`,
        );
      }
      await new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  async evaluate(requests: EvaluationRequest[]): Promise<EngineDecision[]> {
    if (this.disposed) {
      return requests.map(() => engineFault('the revision was disposed of'));
    }
    if (requests.length === 1) {
      return this.ask(requests, 'answer', this.inputOf(requests[0]));
    }
    const parts: EvaluationRequest[][] = [];
    for (let start = 0; start < requests.length; start += CALL_SIZE) {
      parts.push(requests.slice(start, start + CALL_SIZE));
    }
    const decisions = await Promise.all(parts.map(part => this.askAll(part)));
    return decisions.flat();
  }

  async verify(): Promise<PublishedState> {
    const { set, revision } = this.expected;
    const { body } = await this.options.connection.call<{
      result?: { set?: string; revision?: string };
    }>({
      method: 'POST',
      path: `${this.path}/answer`,
      body: { input: {} },
      repeatable: true,
      accept: [500],
    });
    const found = body?.result;
    if (found === undefined) {
      return {
        state: 'missing',
        message: `OPA does not hold revision ${revision} of '${set}'`,
      };
    }
    return found.set === set && found.revision === revision
      ? { state: 'in-sync' }
      : {
          state: 'drifted',
          actual: found.revision,
          message: `OPA holds something else in the place of revision ${revision} of '${set}'`,
        };
  }

  async repair(): Promise<void> {
    if ((await this.verify()).state !== 'in-sync') {
      this.options.store.repeat();
      await this.untilServed();
    }
  }

  async dispose(): Promise<void> {
    if (!this.disposed) {
      this.disposed = true;
      this.options.store.remove(this.options.key);
    }
  }

  private async askAll(
    requests: EvaluationRequest[],
  ): Promise<EngineDecision[]> {
    const decisions = await this.ask(requests, 'answers', {
      requests: requests.map(request => this.inputOf(request)),
    });
    const spoiled = decisions.some(
      decision => decision.outcome === 'error' && decision.fault === 'request',
    );
    // One request that cannot be evaluated spoils the call for the others.
    return spoiled
      ? (
          await Promise.all(
            requests.map(request =>
              this.ask([request], 'answer', this.inputOf(request)),
            ),
          )
        ).flat()
      : decisions;
  }

  private async ask(
    requests: EvaluationRequest[],
    rule: 'answer' | 'answers',
    input: unknown,
  ): Promise<EngineDecision[]> {
    const started = performance.now();
    let result: unknown;
    try {
      const { status, body } = await this.options.connection.call<
        { result?: unknown } & Partial<EvaluationRefusal>
      >({
        method: 'POST',
        path: `${this.path}/${rule}?strict-builtin-errors`,
        body: { input },
        repeatable: true,
        accept: [500],
      });
      if (status === 500) {
        const refusal = body?.errors?.find(({ code }) =>
          code?.startsWith('eval_'),
        );
        if (!refusal) {
          throw EngineFaultError.ofStatus('opa', status);
        }
        return requests.map(() => requestFault(refusal.message));
      }
      result = body?.result;
    } catch (error) {
      return requests.map(() => engineFault((error as Error).message));
    }
    const durationUs = Math.round(
      ((performance.now() - started) * 1_000) / requests.length,
    );
    if (rule === 'answer') {
      return [toDecision(result, this.expected, durationUs)];
    }
    return Array.isArray(result) && result.length === requests.length
      ? result.map(answer => toDecision(answer, this.expected, durationUs))
      : requests.map(() => toDecision(undefined, this.expected, durationUs));
  }

  private inputOf(request: EvaluationRequest) {
    const { bundle, checked } = this.options;
    return toInput(request, bundle.manifest.spec.types, checked.entities);
  }
}
