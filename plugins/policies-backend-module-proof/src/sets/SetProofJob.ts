import { ServiceUnavailableError } from '@backstage/errors';
import {
  Clock,
  ConfiguredEngines,
  Deployments,
  Job,
  JobKind,
  JobWork,
  RegisteredSets,
  checkBundle,
} from '@internal/plugin-policies-node';
import { reachAnalyzer } from '../asking/reachAnalyzer';
import { ReadRevision } from '../revision/readRevision';
import { ProofOptions } from '../readProofOptions';
import { RevisionReader } from './RevisionReader';
import { SetProofStore } from './SetProofStore';
import { versionsKey } from './versionsKey';

/** Name of the jobs that look at active revisions. */
export const SET_PROOF_JOB = 'proof.set';

/** Nobody waits for it, and a set may have many kinds of requests. */
const SECONDS = 600;
/** What is hard to answer keeps no revision of others waiting for long. */
const QUESTION_MS = 10_000;

/** Tells of the active revision of a set whether it keeps its invariants, and what its owners would want to know. */
export class SetProofJob implements JobKind {
  readonly name = SET_PROOF_JOB;
  readonly lane = 'bulk';
  /** Between two attempts an engine may come back. */
  readonly retryMs = 30_000;

  constructor(
    private readonly options: {
      sets: RegisteredSets;
      deployments: Deployments;
      engines: ConfiguredEngines;
      store: SetProofStore;
      reader: RevisionReader;
      proof: ProofOptions;
      clock: Clock;
    },
  ) {}

  async run(work: JobWork): Promise<void> {
    const { clock, store, proof, reader, engines } = this.options;
    const set = setOf(work.job);
    const read = await this.readActive(set);
    if (!read) {
      return;
    }
    const { revision, compiled } = read;
    const { engine, bundle } = revision;
    const name = bundle.manifest.spec.engine;
    const told = await reader.tell(
      revision,
      {
        use: act => act(engines.behindOthers(name, compiled)),
        useOther: async (other, act) => {
          const draft = await engine.compile(other, { mode: 'draft' });
          try {
            return await act(draft.compiled);
          } finally {
            await draft.compiled?.dispose();
          }
        },
      },
      {
        seconds: SECONDS,
        requests: proof.requests,
        signal: work.signal,
        urgency: 'last',
        questionMs: QUESTION_MS,
        onDone: done =>
          work.progress({
            summary: `${done} of ${revision.invariants.length} invariants of policy set '${set}' looked at`,
          }),
      },
    );
    const { reached } = await reachAnalyzer(engine, name);
    await work.write(tx =>
      store.save(tx, {
        set,
        revision: bundle.revision,
        versions: versionsKey(reached?.versions),
        checkedAt: new Date(clock.now()).toISOString(),
        invariants: told.proofs,
        findings: told.findings,
        limits: told.limits,
      }),
    );
  }

  /** @returns undefined where there is nothing to look at any more */
  private async readActive(set: string) {
    const { sets, deployments, engines } = this.options;
    const stored = sets.find(set);
    if (!stored?.activeRevision) {
      return undefined;
    }
    const { compiled, revision } = sets.serving(set);
    if (revision !== stored.activeRevision) {
      throw new ServiceUnavailableError(
        `policy set '${set}' is being switched; it is looked at again in a moment`,
      );
    }
    const detail = await deployments.getRevision(set, revision);
    const { ready } = checkBundle(detail?.files ?? [], engines);
    if (!ready) {
      return undefined;
    }
    const read: ReadRevision = {
      ...ready,
      known: compiled.known,
      vocabulary: compiled.vocabulary,
      invariants: compiled.invariants ?? [],
    };
    return { revision: read, compiled };
  }
}

function setOf({ input }: Job): string {
  return (input as { set: string }).set;
}
