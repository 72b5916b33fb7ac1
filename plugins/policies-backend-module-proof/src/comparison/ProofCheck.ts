import {
  EnvironmentProof,
  isError,
  ProofReport,
} from '@internal/plugin-policies-common';
import {
  Check,
  checkBundle,
  CheckContext,
  CheckOutcome,
  Clock,
  ConfiguredEngines,
  PolicyBundle,
} from '@internal/plugin-policies-node';
import { Asker } from '../asking/Asker';
import { reachAnalyzer } from '../asking/reachAnalyzer';
import { ProofOptions } from '../readProofOptions';
import { askInBatches } from '../search/askInBatches';
import { compareBySearch } from '../search/compareBySearch';
import { generateRequests } from '../search/generateRequests';
import { approvalsAsked, isProvenTighter } from './approvalsAsked';
import { compareRevisions, Comparison } from './compareRevisions';
import { proofLog } from './proofLog';
import { provenSentence, searchedSentence } from './proofSentence';
import { readRevision, ReadRevision } from '../revision/readRevision';
import { unprovenOf } from './unprovenOf';
import { verdictOf } from './verdictOf';

/** Kinds of requests that a report tells of one by one. */
const MOST_ENVIRONMENTS = 1_000;

/** The two revisions of a push, as far as they can be compared. */
interface Compared {
  /** As its files say: it is compiled when it is asked. */
  before: ReadRevision;
  after: ReadRevision;
}

/** What a change opens and closes for all requests, proven where that can be and searched elsewhere. */
export class ProofCheck implements Check {
  readonly name = 'proof';
  readonly title = 'Proof';

  constructor(
    private readonly options: {
      asker: Asker;
      clock: Clock;
      engines: ConfiguredEngines;
      proof: ProofOptions;
    },
  ) {}

  get blocking(): boolean {
    return this.settlesApprovals;
  }

  get settlesApprovals(): boolean {
    return this.options.proof.approvals.length > 0;
  }

  async run(context: CheckContext): Promise<CheckOutcome> {
    const { proposed, base } = context;
    const after = await proposed.use(
      async draft => draft && readRevision(draft),
    );
    if (!after) {
      return {
        state: 'skipped',
        summary: 'The files do not compile, so nothing can be compared',
      };
    }
    if (!base) {
      return this.skip(
        [after.bundle],
        'The set is new: there is nothing to compare it with',
      );
    }
    const { ready, diagnostics } = checkBundle(
      base.files,
      this.options.engines,
    );
    if (!ready) {
      return this.skip(
        [after.bundle],
        `The base cannot be read any more, so nothing can be compared: ${
          diagnostics.find(isError)?.message
        }`,
      );
    }
    const compared = { before: { ...ready, invariants: [] }, after };
    const proven = await this.prove(compared, context);
    return 'outcome' in proven
      ? proven.outcome
      : this.search(compared, context, proven.because);
  }

  /** @returns why it cannot be proven, where it cannot */
  private async prove(
    { before, after }: Compared,
    { signal, progress, change }: CheckContext,
  ): Promise<{ outcome: CheckOutcome } | { because: string }> {
    const { asker, proof } = this.options;
    const { engine } = after.bundle.manifest.spec;
    if (before.bundle.manifest.spec.engine !== engine) {
      return {
        because: `The engine changed from '${before.bundle.manifest.spec.engine}' to '${engine}', and no proof spans two engines.`,
      };
    }
    const { reached, because } = await reachAnalyzer(after.engine, engine);
    if (!reached) {
      return { because: because! };
    }
    const asking = asker.begin(reached, { seconds: proof.seconds, signal });
    let comparison: Comparison;
    try {
      comparison = await compareRevisions(
        asking,
        {
          before: before.bundle,
          after: after.bundle,
          engine: after.engine,
        },
        (done, of) =>
          progress(
            `${done} of ${of} kind${of === 1 ? '' : 's'} of request${
              of === 1 ? '' : 's'
            } compared`,
          ),
      );
    } catch (error) {
      signal.throwIfAborted();
      return {
        because: `Nothing can be proven of it: ${(error as Error).message}`,
      };
    }
    if (!comparison.environments.length) {
      return { because: 'Its schema admits no kind of request.' };
    }
    const { environments, disagreements, assumes } = comparison;
    const unproven = [
      ...unprovenOf(before.bundle, after.bundle, after.engine),
      ...assumes.map(sentence => ({ sentence })),
    ];
    const report: ProofReport = {
      verdict: verdictOf(environments),
      way: 'proven',
      sentence: provenSentence(environments, unproven),
      versions: reached.versions,
      unproven: unproven.map(({ sentence }) => sentence),
      environments,
      base: change.base,
      revision: change.revision,
    };
    return {
      outcome: this.end(report, [before.bundle, after.bundle], {
        disagreements,
      }),
    };
  }

  private async search(
    { before, after }: Compared,
    context: CheckContext,
    because: string,
  ): Promise<CheckOutcome> {
    const { change, proposed, base, signal, progress } = context;
    const { proof, clock } = this.options;
    const end = clock.steady() + proof.seconds * 1_000;
    const isOver = () => clock.steady() > end;
    const requests = generateRequests([before, after], proof.requests);
    const ask = (revision: typeof proposed, what: string) =>
      revision.use(
        async draft =>
          draft &&
          askInBatches(draft.compiled, requests, {
            signal,
            isOver,
            onAsked: count =>
              progress(
                `${count.toLocaleString(
                  'en-US',
                )} of ${requests.length.toLocaleString(
                  'en-US',
                )} requests tried on the ${what}`,
              ),
          }),
      );
    // The proposed revision is there already; the base takes its place.
    const is = (await ask(proposed, 'proposed revision')) ?? [];
    const was = await ask(base!, 'base');
    if (!was) {
      return this.skip(
        [before.bundle, after.bundle],
        'The base does not compile any more, so nothing can be compared',
      );
    }
    const { environments, searched, ...counts } = compareBySearch(
      requests,
      was,
      is,
    );
    const unproven = unprovenOf(before.bundle, after.bundle, after.engine);
    return this.end(
      {
        verdict: searched ? verdictOf(environments) : 'undecided',
        way: 'searched',
        sentence: searched
          ? searchedSentence(searched, counts)
          : 'Not decided: there is no request that both revisions decide; add cases.',
        searched,
        // Stored entities and schemas take part in what was tried.
        unproven: [],
        environments,
        base: change.base,
        revision: change.revision,
      },
      [before.bundle, after.bundle],
      {
        log: [because, ...unproven.map(({ sentence }) => sentence)],
      },
    );
  }

  private end(
    report: ProofReport,
    bundles: PolicyBundle[],
    {
      disagreements = [],
      log = [],
    }: { disagreements?: string[]; log?: string[] },
  ): CheckOutcome {
    const shown = [...report.environments].sort(
      (a, b) => Number(isQuiet(a)) - Number(isQuiet(b)),
    );
    return {
      state: disagreements.length ? 'failed' : 'passed',
      summary: disagreements.length
        ? `The analyzer and the engine contradict each other about ${
            disagreements.length === 1
              ? 'a request'
              : `${disagreements.length} requests`
          }; nobody can rely on this proof`
        : report.sentence,
      log: [
        ...disagreements.map(
          message =>
            `error: ${message} Tell the people who run the portal: one of the two programs is wrong.`,
        ),
        ...report.unproven,
        ...log,
        ...proofLog(report),
      ],
      report: { ...report, environments: shown.slice(0, MOST_ENVIRONMENTS) },
      asks: isProvenTighter(report)
        ? []
        : approvalsAsked(
            this.options.proof.approvals,
            bundles,
            report.sentence,
          ),
    };
  }

  private skip(bundles: PolicyBundle[], summary: string): CheckOutcome {
    return {
      state: 'skipped',
      summary,
      asks: approvalsAsked(
        this.options.proof.approvals,
        bundles,
        `${summary}.`,
      ),
    };
  }
}

/** Whether there is nothing to look at. */
function isQuiet({ wider, tighter }: EnvironmentProof): boolean {
  return [wider, tighter].every(
    ({ state }) => state === 'proven' || state === 'searched',
  );
}
