import { LoggerService } from '@backstage/backend-plugin-api';
import {
  ConflictError,
  InputError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { EventsService } from '@backstage/plugin-events-node';
import {
  EVENT_TOPIC_SETS,
  HistoryEntry,
  SetsEvent,
  shortRevision,
} from '@internal/plugin-policies-common';
import { CompiledSet } from '@internal/plugin-policies-node';
import { Engines } from '../engines/Engines';
import { checkBundle } from '../registry/checkBundle';
import { LiveSets } from '../registry/LiveSets';
import { RegistryStore } from '../registry/RegistryStore';
import { runCases } from '../registry/runCases';
import { isError } from '../registry/summaries';
import { ChangeStore, NewActive, StoredChange } from './ChangeStore';

/*
 * A revision becomes active in one transaction, after its engine has compiled it and, where the engine is
 * remote, has shown that it holds it. Before the transaction nothing has changed for anybody; after it
 * every replica notices the new generation. A process that dies in between leaves either.
 */

/** Switches the active revision of sets. */
export class Publisher {
  constructor(
    private readonly options: {
      store: ChangeStore;
      registry: RegistryStore;
      liveSets: LiveSets;
      engines: Engines;
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
  publish(change: StoredChange, by: string): Promise<HistoryEntry> {
    return this.switchTo(change.set, change.revision, active =>
      this.options.store.publish(change, active, by),
    );
  }

  /** Makes an earlier revision active again. Throws as {@link Publisher.publish} does. */
  async rollBack(options: {
    set: string;
    from: string;
    to: string;
    by: string;
    reason: string;
  }): Promise<HistoryEntry> {
    const { set, from, to } = options;
    if (from === to) {
      throw new InputError(
        `revision ${shortRevision(
          to,
        )} of policy set '${set}' is the active one; choose an earlier one`,
      );
    }
    const known = await this.options.registry.listRevisions(set);
    if (!known.some(({ revision }) => revision === to)) {
      throw new NotFoundError(
        `revision ${shortRevision(
          to,
        )} of policy set '${set}' was never active; its history lists those that were`,
      );
    }
    return this.switchTo(set, to, active =>
      this.options.store.rollBack(options, active),
    );
  }

  private async switchTo(
    set: string,
    revision: string,
    commit: (active: NewActive) => Promise<HistoryEntry>,
  ): Promise<HistoryEntry> {
    const { registry, engines, liveSets, events, logger } = this.options;
    const detail = await registry.getRevision(set, revision);
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
      await compiled?.dispose();
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
      entry = await commit({
        manifest,
        diagnostics: [...diagnostics, ...found],
        caseResults: await runCases(
          engines.behindOthers(manifest.spec.engine, compiled),
          ready.cases,
        ),
      });
    } catch (problem) {
      await compiled.dispose();
      throw problem;
    }
    await liveSets.adopt(set, revision, compiled);
    logger.info(
      `policy set '${set}' switched to revision ${shortRevision(revision)}`,
    );
    const eventPayload: SetsEvent = { sets: [set] };
    await events
      .publish({ topic: EVENT_TOPIC_SETS, eventPayload })
      .catch(problem => logger.warn(`${problem}`));
    return entry;
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
