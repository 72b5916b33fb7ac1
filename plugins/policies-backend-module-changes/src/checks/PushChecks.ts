import { LoggerService } from '@backstage/backend-plugin-api';
import { CheckState } from '@internal/plugin-policies-common';
import {
  CheckOutcome,
  ConfiguredEngines,
  Deployments,
  fullRef,
  Job,
  JobKind,
  JobLostError,
  JobWork,
} from '@internal/plugin-policies-node';
import { Knex } from 'knex';
import { ChangeStore, StoredChange } from '../ChangeStore';
import { CHECKS_JOB } from './CheckJobs';
import { CheckList } from './CheckList';
import { CheckRun, CheckStore, StoredCheck } from './CheckStore';
import { DraftsOfCheck, PushDrafts } from './PushDrafts';
import { untilAborted } from './untilAborted';

/** Progress is told this often at most. */
const PROGRESS_MS = 300;

const LOST =
  'The engine gave up during this check: what it had not told by then counts as not decided. It was started anew for what came after.';

/** Jobs that run what is queued of the checks of a change, one after the other, on one draft of the push. */
export class PushChecks implements JobKind {
  readonly name = CHECKS_JOB;
  readonly lane = 'interactive';

  constructor(
    private readonly options: {
      list: CheckList;
      checks: CheckStore;
      store: ChangeStore;
      deployments: Deployments;
      engines: ConfiguredEngines;
      logger: LoggerService;
      /** Called when a check moved. */
      onProgress(change: string): void;
      /** Called when a check ended. */
      onEnd(change: string): Promise<void>;
    },
  ) {}

  async run(work: JobWork): Promise<void> {
    const id = changeOf(work.job);
    for (;;) {
      const change = await this.options.store.find(id);
      const waiting = change && (await this.listWaiting(change));
      if (!change || !waiting?.length) {
        break;
      }
      await this.runWaiting(change, waiting, work);
    }
    // A worker of before may have ended between the last check and this.
    await this.options.onEnd(id);
  }

  async giveUp(job: Job, tx: Knex.Transaction): Promise<void> {
    await this.options.checks.abandon(tx, changeOf(job), job.error ?? '');
  }

  /** Those that were begun are left over from a worker that ended: of one change one job is at work. */
  private async listWaiting(change: StoredChange): Promise<string[]> {
    const { checks, list } = this.options;
    return list
      .describe(
        (await checks.list(change.id)).filter(
          check => isWaiting(check) && check.revision === change.revision,
        ),
      )
      .map(({ name }) => name);
  }

  private async runWaiting(
    change: StoredChange,
    names: string[],
    work: JobWork,
  ): Promise<void> {
    const { deployments, engines } = this.options;
    const ended = new AbortController();
    const signal = AbortSignal.any([work.signal, ended.signal]);
    const proposed = await deployments.getRevision(change.set, change.revision);
    const base = change.base
      ? await deployments.getRevision(change.set, change.base)
      : undefined;
    const drafts = new PushDrafts({
      proposed: proposed?.files ?? [],
      base: base?.files,
      engines,
      signal,
    });
    const runs: Array<Promise<void>> = [];
    const runAll = async () => {
      for (const name of names) {
        const own = drafts.forCheck();
        const run = this.runCheck(change, name, own, work, signal);
        runs.push(run);
        await Promise.race([run, own.waits]);
      }
      drafts.releaseBase();
      await Promise.all(runs);
    };
    try {
      // A check that heeds no signal keeps neither a place nor an engine from others.
      await untilAborted(runAll(), work.signal);
    } finally {
      ended.abort(new Error('another check could not be kept'));
      drafts.releaseBase();
      await untilAborted(Promise.allSettled(runs), work.signal).catch(() => {});
      await drafts.close();
    }
  }

  private async runCheck(
    change: StoredChange,
    name: string,
    drafts: DraftsOfCheck,
    work: JobWork,
    pushSignal: AbortSignal,
  ): Promise<void> {
    const { checks, onProgress, onEnd } = this.options;
    const { id, revision } = change;
    const run = await work.write(tx =>
      checks.begin(tx, { change: id, name, revision }),
    );
    if (!run) {
      return;
    }
    onProgress(id);
    const started = performance.now();
    const taken = new AbortController();
    const signal = AbortSignal.any([pushSignal, taken.signal]);
    const outcome = await this.outcomeOf(change, run, drafts, {
      signal,
      progress: this.createProgress(run, work, taken),
    });
    if (signal.aborted) {
      work.signal.throwIfAborted();
      return;
    }
    await work.write(tx =>
      checks.end(tx, run, {
        ...outcome,
        durationMs: performance.now() - started,
      }),
    );
    await onEnd(id);
    onProgress(id);
  }

  private createProgress(run: CheckRun, work: JobWork, taken: AbortController) {
    const { checks, onProgress } = this.options;
    let told = 0;
    return async (summary: string) => {
      if (performance.now() - told <= PROGRESS_MS) {
        return;
      }
      told = performance.now();
      if (!(await work.write(tx => checks.tell(tx, run, summary)))) {
        taken.abort(new Error(`check '${run.name}' was queued again`));
      }
      onProgress(run.change);
    };
  }

  private async outcomeOf(
    change: StoredChange,
    { name }: CheckRun,
    { proposed, base, useOther, hasLost }: DraftsOfCheck,
    ways: { signal: AbortSignal; progress(summary: string): Promise<void> },
  ): Promise<Omit<CheckOutcome, 'state'> & { state: CheckState }> {
    const check = this.options.list.find(name);
    if (!check && this.options.list.isRequired(name)) {
      return {
        state: 'error',
        summary: 'It is required, and no feature adds it',
        log: [
          `ask the people who run the portal to add the feature of '${name}', or to take it out of 'policies.changes.houseRules.checks'; then run it again`,
        ],
      };
    }
    if (!check) {
      return {
        state: 'skipped',
        summary: 'There is no such check any more',
      };
    }
    try {
      const outcome = withFullRefs(
        await check.run({ change, proposed, base, useOther, ...ways }),
      );
      return hasLost()
        ? { ...outcome, log: [LOST, ...(outcome.log ?? [])] }
        : outcome;
    } catch (error) {
      if (error instanceof JobLostError) {
        throw error;
      }
      const { message } = error as Error;
      if (!ways.signal.aborted) {
        this.options.logger.warn(
          `check '${name}' of change ${change.id} gave no answer: ${message}`,
        );
      }
      return {
        state: 'error',
        summary: 'It could not be told; run it again',
        log: [message],
      };
    }
  }
}

/** @throws Error where what asks to approve is no reference of a group */
function withFullRefs({ asks, ...outcome }: CheckOutcome): CheckOutcome {
  return {
    ...outcome,
    asks: asks?.map(({ group, because, second }) => ({
      group: fullRef(group, 'Group'),
      because,
      ...(second && { second }),
    })),
  };
}

function changeOf({ input }: Job): string {
  return (input as { change: string }).change;
}

function isWaiting({ state }: StoredCheck): boolean {
  return state === 'queued' || state === 'running';
}
