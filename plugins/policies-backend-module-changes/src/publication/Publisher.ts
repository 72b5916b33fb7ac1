import { LoggerService } from '@backstage/backend-plugin-api';
import {
  ConflictError,
  InputError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { EventsService } from '@backstage/plugin-events-node';
import {
  Diagnostic,
  EVENT_TOPIC_SETS,
  HistoryEntry,
  isError,
  SetsEvent,
  shortRevision,
} from '@internal/plugin-policies-common';
import {
  askGuards,
  checkBundle,
  CompiledSet,
  ConfiguredEngines,
  Deployments,
  NewActive,
  PolicyBundle,
  RegisteredSets,
  RevisionGuard,
  runCases,
} from '@internal/plugin-policies-node';
import { ChangeStore, StoredChange } from '../ChangeStore';

/*
 * A revision becomes active in one transaction, after its engine has compiled it and, where the engine is
 * remote, has shown that it holds it. Before the transaction nothing has changed for anybody; after it
 * every replica notices the new generation. A process that dies in between leaves either. What fails after
 * the transaction does not undo it: the answer says that it is done, and what did not work.
 */

/** What became of a switch. */
export interface Switched {
  entry: HistoryEntry;
  /** What did not work after it was done. */
  warning?: string;
}

/** Switches the active revision of sets. */
export class Publisher {
  constructor(
    private readonly options: {
      store: ChangeStore;
      deployments: Deployments;
      liveSets: RegisteredSets;
      engines: ConfiguredEngines;
      /** What every revision has to keep. */
      listGuards(): RevisionGuard[];
      events: EventsService;
      logger: LoggerService;
    },
  ) {}

  /**
   * Publishes the proposed revision of a change.
   *
   * @throws ConflictError when the base is not active any more or the change was written meanwhile;
   * ServiceUnavailableError when the engine cannot take the revision
   */
  publish(change: StoredChange, by: string): Promise<Switched> {
    return this.switchTo(
      change.set,
      change.revision,
      active => this.options.store.publish(change, active, by),
      entry => entry.change === change.id,
    );
  }

  /** Makes an earlier revision active again. Throws as {@link Publisher.publish} does. */
  async rollBack(options: {
    set: string;
    from: string;
    to: string;
    by: string;
    reason: string;
  }): Promise<Switched> {
    const { set, from, to, by, reason } = options;
    if (from === to) {
      throw new InputError(
        `revision ${shortRevision(
          to,
        )} of policy set '${set}' is the active one; choose an earlier one`,
      );
    }
    const known = await this.options.deployments.listRevisions(set);
    if (!known.some(({ revision }) => revision === to)) {
      throw new NotFoundError(
        `revision ${shortRevision(
          to,
        )} of policy set '${set}' was never active; its history lists those that were`,
      );
    }
    const [last] = await this.options.deployments.listHistory(set);
    return this.switchTo(
      set,
      to,
      active => this.options.store.rollBack(options, active),
      entry =>
        entry.sequence > (last?.sequence ?? 0) &&
        entry.kind === 'rolled-back' &&
        entry.revision === to &&
        entry.previous === from &&
        entry.by === by &&
        entry.reason === reason,
    );
  }

  /** @param isOurs - tells the history entry of this switch, where the commit itself gave no answer */
  private async switchTo(
    set: string,
    revision: string,
    commit: (active: NewActive) => Promise<HistoryEntry>,
    isOurs: (entry: HistoryEntry) => boolean,
  ): Promise<Switched> {
    const { deployments, engines } = this.options;
    const detail = await deployments.getRevision(set, revision);
    const { manifest, diagnostics, ready } = checkBundle(
      detail?.files ?? [],
      engines,
    );
    if (!ready || !manifest) {
      throw new ConflictError(
        `revision ${shortRevision(
          revision,
        )} of policy set '${set}' is not valid any more: ${
          diagnostics.find(isError)?.message
        }`,
      );
    }
    const { compiled, diagnostics: found } = await engines.compileLive(
      ready.bundle,
    );
    const error = found.find(isError);
    if (!compiled || error) {
      await this.dispose(compiled);
      throw new ConflictError(
        `engine '${
          manifest.spec.engine
        }' does not take revision ${shortRevision(
          revision,
        )} of policy set '${set}': ${error?.message}`,
      );
    }
    let entry: HistoryEntry;
    try {
      await verify(compiled, manifest.spec.engine, set);
      const guarded = await this.guard(ready.bundle, compiled);
      const active = {
        manifest,
        diagnostics: [...diagnostics, ...found, ...guarded],
        caseResults: await runCases(
          engines.behindOthers(manifest.spec.engine, compiled),
          ready.cases,
        ),
      };
      entry = await commit(active).catch(problem =>
        this.findCommitted(set, isOurs, problem),
      );
    } catch (problem) {
      await this.dispose(compiled);
      throw problem;
    }
    return { entry, warning: await this.serve(set, revision, compiled) };
  }

  /**
   * @returns warnings of the guards
   * @throws ConflictError that says what the revision does not keep
   */
  private async guard(
    bundle: PolicyBundle,
    compiled: CompiledSet,
  ): Promise<Diagnostic[]> {
    const said = await askGuards(
      this.options.listGuards(),
      bundle,
      compiled,
      this.options,
    );
    const errors = said.filter(isError);
    if (errors.length) {
      throw new ConflictError(
        `revision ${shortRevision(bundle.revision)} of policy set '${
          bundle.manifest.metadata.name
        }' must not become active: ${errors
          .map(({ message, help }) => (help ? `${message}; ${help}` : message))
          .join(' ')}`,
      );
    }
    return said;
  }

  /** A commit may have happened though its answer got lost: the history knows. */
  private async findCommitted(
    set: string,
    isOurs: (entry: HistoryEntry) => boolean,
    problem: Error,
  ): Promise<HistoryEntry> {
    if (problem.name === 'ConflictError' || problem.name === 'NotFoundError') {
      throw problem;
    }
    let history: HistoryEntry[];
    try {
      history = await this.options.deployments.listHistory(set);
    } catch (error) {
      this.options.logger.error(
        `it cannot be told whether policy set '${set}' was switched: ${problem}; ${error}`,
      );
      throw new ServiceUnavailableError(
        `the database gave no answer, so it is not known yet whether the active revision of policy set '${set}' was switched; look at the history of the set before you try again`,
      );
    }
    const entry = history.find(isOurs);
    if (!entry) {
      throw problem;
    }
    return entry;
  }

  /**
   * Serves what was committed, on this replica at once.
   *
   * @returns what did not work
   */
  private async serve(
    set: string,
    revision: string,
    compiled: CompiledSet,
  ): Promise<string | undefined> {
    const { liveSets, events, logger } = this.options;
    let warning: string | undefined;
    try {
      await liveSets.adopt(set, revision, compiled);
    } catch (problem) {
      logger.error(
        `policy set '${set}' was switched to revision ${shortRevision(
          revision,
        )}, which this replica does not serve yet: ${problem}`,
      );
      warning = `This replica does not serve revision ${shortRevision(
        revision,
      )} yet; it tries again by itself within seconds.`;
      await this.dispose(compiled);
    }
    logger.info(
      `policy set '${set}' switched to revision ${shortRevision(revision)}`,
    );
    const eventPayload: SetsEvent = { sets: [set] };
    try {
      await events.publish({ topic: EVENT_TOPIC_SETS, eventPayload });
    } catch (problem) {
      logger.warn(`${problem}`);
    }
    return warning;
  }

  private async dispose(compiled: CompiledSet | undefined): Promise<void> {
    try {
      await compiled?.dispose();
    } catch (problem) {
      this.options.logger.warn(`${problem}`);
    }
  }
}

/** A remote engine has to show that it holds the revision. */
async function verify(
  compiled: CompiledSet,
  engine: string,
  set: string,
): Promise<void> {
  const held = await compiled.verify?.().catch(error => ({
    state: 'missing' as const,
    message: (error as Error).message,
  }));
  if (held && held.state !== 'in-sync') {
    throw new ServiceUnavailableError(
      `engine '${engine}' does not hold the new revision of policy set '${set}', so the old one stays active: ${held.message}; repair the engine, then publish again`,
    );
  }
}
