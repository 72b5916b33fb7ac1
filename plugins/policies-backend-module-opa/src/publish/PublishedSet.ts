import { EvaluationRequest } from '@internal/plugin-policies-common';
import {
  CompiledSet,
  EngineConnection,
  EngineDecision,
  EngineFaultError,
  KnownEntities,
  PolicyBundle,
  PublishedState,
} from '@internal/plugin-policies-node';
import { DecidableRego } from '../compile/checkRego';
import { ENTRY } from '../compile/entryModule';
import { withoutPrefix } from '../compile/readErrors';
import { prefixOf, ServedRevision } from '../compile/serveCheck';
import {
  engineFault,
  failedCall,
  requestFault,
  toDecision,
} from '../decide/toDecision';
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

/** OPA cannot load the revision; the message is OPA's. */
export class RefusedRevisionError extends Error {}

/** What a {@link PublishedSet} is made of. */
export interface PublishedSetOptions {
  bundle: PolicyBundle;
  checked: DecidableRego;
  known: KnownEntities;
  served: ServedRevision;
  cacheable: boolean;
  store: BundleStore;
  connection: EngineConnection;
  publishTimeoutMs: number;
}

/** A revision served by OPA. */
export class PublishedSet implements CompiledSet {
  readonly statements;
  readonly cacheable: boolean;
  private readonly expected;
  private readonly path: string;
  private disposed = false;

  constructor(private readonly options: PublishedSetOptions) {
    const { bundle, checked, served, store } = options;
    this.statements = checked.statements;
    this.cacheable = options.cacheable;
    this.expected = {
      set: bundle.manifest.metadata.name,
      revision: bundle.revision,
      policies: checked.policies,
    };
    this.path = `/v1/data/portal/${served.key}/${ENTRY}`;
    store.add(served.key, served.files);
  }

  get known(): KnownEntities {
    return this.options.known;
  }

  /**
   * @throws RefusedRevisionError when OPA refuses the revision
   * @throws Error with what to do when OPA does not take the bundle in time
   */
  async untilServed(): Promise<void> {
    const { publishTimeoutMs, connection, store, served } = this.options;
    const deadline = performance.now() + publishTimeoutMs;
    for (;;) {
      const { state } = await this.verify();
      if (state === 'in-sync') {
        store.markServed(served.key);
        return;
      }
      const refusal = store.refusalOf(served.key);
      if (refusal !== undefined) {
        throw new RefusedRevisionError(refusal);
      }
      if (performance.now() > deadline) {
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
      return [await this.askOne(requests[0])];
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
      this.options.store.remove(this.options.served.key);
    }
  }

  private async askAll(
    requests: EvaluationRequest[],
  ): Promise<EngineDecision[]> {
    const answer = await this.ask('answers', {
      requests: requests.map(request => this.inputOf(request)),
    });
    if ('refusal' in answer) {
      // One request that cannot be evaluated spoils the call for the others.
      return Promise.all(requests.map(request => this.askOne(request)));
    }
    if ('fault' in answer) {
      return requests.map(() => answer.fault);
    }
    const { result } = answer;
    const durationUs = Math.round(answer.durationUs / requests.length);
    return Array.isArray(result) && result.length === requests.length
      ? result.map(one => toDecision(one, this.expected, durationUs))
      : requests.map(() => toDecision(undefined, this.expected, durationUs));
  }

  private async askOne(request: EvaluationRequest): Promise<EngineDecision> {
    const answer = await this.ask('answer', this.inputOf(request));
    if ('refusal' in answer) {
      return answer.refusal;
    }
    return 'fault' in answer
      ? answer.fault
      : toDecision(answer.result, this.expected, answer.durationUs);
  }

  private async ask(
    rule: 'answer' | 'answers',
    input: unknown,
  ): Promise<
    | { result: unknown; durationUs: number }
    | { refusal: EngineDecision }
    | { fault: EngineDecision }
  > {
    const started = performance.now();
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
        return {
          refusal: requestFault(
            withoutPrefix(refusal.message, prefixOf(this.options.served.key)),
          ),
        };
      }
      return {
        result: body?.result,
        durationUs: Math.round((performance.now() - started) * 1_000),
      };
    } catch (error) {
      return { fault: failedCall(error) };
    }
  }

  private inputOf(request: EvaluationRequest) {
    const { bundle, checked } = this.options;
    return toInput(request, bundle.manifest.spec.types, checked.entities);
  }
}
