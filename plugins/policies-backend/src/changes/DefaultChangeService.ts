import { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  ChangeDetail,
  CHECK_NAMES,
  ChangeDifference,
  ChangeOrigin,
  ChangePage,
  CheckName,
  CommentChangeRequest,
  CreateChangeRequest,
  HistoryEntry,
  OPEN_CHANGE_STATES,
  Page,
  PolicyFile,
  PublishChangeRequest,
  PushChangeRequest,
  RebaseOutcome,
  ReviewChangeRequest,
  RollbackOutcome,
  RollbackRequest,
  UpdateChangeRequest,
  WithdrawChangeRequest,
  shortRevision,
} from '@internal/plugin-policies-common';
import { EntityGuard } from '../company/EntityGuard';
import { Engines } from '../engines/Engines';
import { LiveSets } from '../registry/LiveSets';
import { RegistryStore } from '../registry/RegistryStore';
import { Actor, Actors } from './Actor';
import { Approvals } from './approvals/Approvals';
import { ChangeNotifier } from './ChangeNotifier';
import { ChangeOptions, ChangeService } from './ChangeService';
import {
  ChangeQuery,
  ChangeStore,
  OpenChange,
  Proposal,
  StoredChange,
} from './ChangeStore';
import { CheckQueue } from './checks/CheckQueue';
import { impactOf } from './checks/impactOf';
import { describeChange, isRemoved, summarizeChange } from './describeChange';
import { Differences } from './difference/Differences';
import { rebase } from './difference/rebase';
import { EvidenceParts } from './evidence/EvidencePack';
import { Publisher } from './Publisher';
import { ShadowCounter } from './shadow/ShadowCounter';
import { toProposal } from './toProposal';

/** {@link ChangeService} over the plugin's database. */
export class DefaultChangeService implements ChangeService {
  constructor(
    private readonly options: {
      store: ChangeStore;
      queue: CheckQueue;
      counter: ShadowCounter;
      registry: RegistryStore;
      liveSets: LiveSets;
      engines: Engines;
      publisher: Publisher;
      actors: Actors;
      approvals: Approvals;
      differences: Differences;
      guard: EntityGuard;
      notifier: ChangeNotifier;
      logger: LoggerService;
      /** Called when checks were queued. */
      onChecksQueued(): void;
    },
  ) {}

  async list(query: ChangeQuery): Promise<ChangePage> {
    const { items, ...page } = await this.options.store.list(query);
    return {
      ...page,
      items: items.map(item => summarizeChange(item, this.options.liveSets)),
    };
  }

  listOpen(): Promise<OpenChange[]> {
    return this.options.store.listOpen();
  }

  async get(id: string, { credentials }: ChangeOptions): Promise<ChangeDetail> {
    const change = await this.find(id);
    const detail = await describeChange(change, this.options);
    if (!detail.may.review) {
      return detail;
    }
    const { ref } = await this.options.actors.of(credentials);
    const own =
      change.author === ref ||
      detail.pushes.some(({ authors }) => authors.includes(ref));
    return own ? { ...detail, may: { ...detail.may, review: false } } : detail;
  }

  async getDifference(
    id: string,
    { withoutLog }: ChangeOptions,
  ): Promise<ChangeDifference> {
    const { queue, differences } = this.options;
    const change = await this.find(id);
    return differences.of(
      change,
      withoutLog ? undefined : impactOf(await queue.list(id)),
    );
  }

  async create(
    request: CreateChangeRequest,
    options: ChangeOptions,
  ): Promise<ChangeDetail> {
    const actor = await this.options.actors.of(options.credentials);
    const active = this.options.liveSets.find(request.set);
    const base = request.base ?? active?.activeRevision;
    await this.expectRevision(request.set, request.base);
    const proposal = toProposal(
      request.set,
      request.files,
      base,
      actor.ref,
      this.options.engines,
      options.otherAuthors,
    );
    await this.options.guard.expectFree(request.set, proposal.brings);
    const id = await this.open(proposal, request);
    if (request.submit) {
      await this.submit(id, { version: 1 }, options);
    }
    return this.get(id, options);
  }

  /** Proposes what the source of a set holds now, where a change made the active revision. */
  async proposeFromSource(
    set: string,
    files: PolicyFile[],
    base: string | undefined,
    source: string,
  ): Promise<void> {
    const { store, registry, liveSets, engines } = this.options;
    const known =
      base && (await registry.getRevision(set, base))
        ? base
        : liveSets.find(set)?.activeRevision;
    const id = await store.createFromSource({
      proposal: toProposal(set, files, known, source, engines),
      title: `New content of ${source}`.slice(0, 120),
      description:
        'The source of the set has new content, while its active revision came from a change in the portal.',
      origin: 'source',
      checks: CHECK_NAMES.map(name => ({ name, blocking: true })),
    });
    if (id !== undefined) {
      this.options.onChecksQueued();
      this.moved(id);
    }
  }

  async push(
    id: string,
    request: PushChangeRequest,
    options: ChangeOptions,
  ): Promise<ChangeDetail> {
    const actor = await this.options.actors.of(options.credentials);
    const change = await this.findOpen(id, 'pushed to');
    await this.pushFiles(
      change,
      request.version,
      request.files,
      request.base ?? change.base,
      actor,
      { otherAuthors: options.otherAuthors },
    );
    return this.get(id, options);
  }

  async update(
    id: string,
    { version, ...values }: UpdateChangeRequest,
    options: ChangeOptions,
  ): Promise<ChangeDetail> {
    const { store, approvals, actors } = this.options;
    const change = await this.findOpen(id, 'renamed');
    expectVersion(change, version);
    const { title, description } = change;
    const about = { title, description, ...values };
    const renamed = about.title !== title || about.description !== description;
    if (renamed) {
      const { ref } = await actors.of(options.credentials);
      await store.rename(id, version, about, ref);
      await approvals.settle(id);
      this.moved(id);
    }
    return this.get(id, options);
  }

  async submit(
    id: string,
    { version }: { version: number },
    options: ChangeOptions,
  ): Promise<ChangeDetail> {
    const change = await this.findOpen(id, 'submitted');
    if (change.state !== 'draft') {
      throw new ConflictError(
        `change ${id} is ${inWords(change.state)} already`,
      );
    }
    const actor = await this.options.actors.of(options.credentials);
    await this.options.store.update(id, version, { state: 'in-review' });
    await this.options.approvals.settle(id);
    const detail = await this.get(id, options);
    await this.options.notifier.reviewWanted(detail, actor.ref);
    return detail;
  }

  async rebase(
    id: string,
    { version }: { version: number },
    options: ChangeOptions,
  ): Promise<RebaseOutcome> {
    const change = await this.findOpen(id, 'rebased');
    if (isRemoved(change, this.options.liveSets)) {
      throw new ConflictError(
        `policy set '${change.set}' was removed since change ${id} was made, so there is nothing to rebase it on; withdraw it, or bring the set back`,
      );
    }
    const active = this.options.liveSets.find(change.set)?.activeRevision;
    if (active === change.base) {
      throw new ConflictError(
        `change ${id} is based on the active revision; there is nothing to rebase`,
      );
    }
    const [base, proposed] = await this.options.differences.filesOf(change);
    const current = active
      ? (await this.options.registry.getRevision(change.set, active))?.files
      : [];
    const { files, conflicts } = rebase(base ?? [], current ?? [], proposed);
    if (conflicts.length) {
      return { outcome: 'conflicts', base: active, files, conflicts };
    }
    const actor = await this.options.actors.of(options.credentials);
    await this.pushFiles(change, version, files, active, actor, {
      rebased: true,
    });
    return { outcome: 'rebased', change: await this.get(id, options) };
  }

  async review(
    id: string,
    request: ReviewChangeRequest,
    options: ChangeOptions,
  ): Promise<ChangeDetail> {
    const { actors, approvals, notifier } = this.options;
    const { verdict } = request;
    const change = await this.findOpen(id, 'reviewed');
    if (change.state === 'draft') {
      throw new ConflictError(
        `change ${id} is a draft; its author has to ask for review first`,
      );
    }
    const actor = await actors.of(options.credentials);
    await approvals.review(change, request, actor);
    this.moved(id);
    const detail = await this.get(id, options);
    await notifier.reviewed(detail, actor.ref, verdict);
    return detail;
  }

  async comment(
    id: string,
    { body, file, line }: CommentChangeRequest,
    options: ChangeOptions,
  ): Promise<ChangeDetail> {
    const change = await this.find(id);
    if (line !== undefined && file === undefined) {
      throw new InputError(
        `'line' needs 'file': say which file it is a line of`,
      );
    }
    if (file !== undefined) {
      const [before, after] = await this.options.differences.filesOf(change);
      if (![...(before ?? []), ...after].some(({ path }) => path === file)) {
        throw new InputError(`change ${id} has no file '${file}'`);
      }
    }
    const actor = await this.options.actors.of(options.credentials);
    await this.options.store.comment(id, {
      author: actor.ref,
      body,
      file,
      line,
      revision: change.revision,
    });
    this.moved(id);
    const detail = await this.get(id, options);
    await this.options.notifier.commented(detail, actor.ref, body);
    return detail;
  }

  async withdraw(
    id: string,
    { version, reason }: WithdrawChangeRequest,
    options: ChangeOptions,
  ): Promise<ChangeDetail> {
    const { store, actors } = this.options;
    const change = await this.findOpen(id, 'withdrawn');
    const actor = await actors.of(options.credentials);
    await store.update(id, version, {
      state: 'rejected',
      shadowSince: undefined,
    });
    await store.comment(id, {
      author: actor.ref,
      body: `Withdrawn: ${reason}`,
      revision: change.revision,
    });
    this.moved(id);
    return this.get(id, options);
  }

  async runChecks(
    id: string,
    checks: CheckName[] | undefined,
    options: ChangeOptions,
  ): Promise<ChangeDetail> {
    await this.findOpen(id, 'checked');
    await this.options.queue.requeue(id, checks);
    this.options.onChecksQueued();
    this.moved(id);
    return this.get(id, options);
  }

  async cancelChecks(
    id: string,
    options: ChangeOptions,
  ): Promise<ChangeDetail> {
    await this.findOpen(id, 'checked');
    await this.options.queue.cancel(id);
    this.moved(id);
    return this.get(id, options);
  }

  async publish(
    id: string,
    { version, stage }: PublishChangeRequest,
    options: ChangeOptions,
  ): Promise<ChangeDetail> {
    const { store, publisher, actors, notifier, approvals } = this.options;
    // A check may have ended a moment ago, and nobody worked out yet who has to approve because of it.
    await approvals.settle(id);
    const change = await this.findOpen(id, 'published');
    expectVersion(change, version);
    const detail = await describeChange(change, this.options);
    const actor = await actors.of(options.credentials);
    if (stage === 'shadow') {
      if (!change.base) {
        throw new ConflictError(
          `policy set '${change.set}' is new: there is nothing to evaluate it beside; publish it in full`,
        );
      }
      if (change.state === 'draft') {
        throw new ConflictError(
          `change ${id} is a draft; ask for review first, then evaluate it beside what serves`,
        );
      }
      const other = (await store.listShadows()).find(
        shadow => shadow.set === change.set && shadow.id !== id,
      );
      if (other) {
        throw new ConflictError(
          `change ${other.id} is evaluated beside policy set '${change.set}' already, and one at a time is; publish or withdraw that one first`,
        );
      }
      if (
        detail.setRemoved ||
        detail.baseMoved ||
        detail.checks.failed ||
        detail.checks.pending
      ) {
        throw blocked(detail);
      }
      await store.update(id, version, {
        shadowSince: new Date().toISOString(),
      });
      this.moved(id);
      return this.get(id, options);
    }
    if (detail.blocks.length) {
      throw blocked(detail);
    }
    await this.options.guard.expectFree(change.set, change.brings);
    const { entry, warning } = await publisher.publish(change, actor.ref);
    this.moved(id);
    const published = await this.describePublished(detail, entry, options);
    await notifier.published(published, actor.ref);
    return { ...published, warning: warning ?? published.warning };
  }

  /** It is published: that it cannot be read again now takes nothing back. */
  private async describePublished(
    before: ChangeDetail,
    { revision, previous, at, by }: HistoryEntry,
    options: ChangeOptions,
  ): Promise<ChangeDetail> {
    try {
      return await this.get(before.id, options);
    } catch (error) {
      this.options.logger.error(
        `change ${before.id} is published, and cannot be read: ${error}`,
      );
      return {
        ...before,
        version: before.version + 1,
        state: 'published',
        activeRevision: revision,
        baseMoved: false,
        replaced: previous,
        publishedAt: at,
        publishedBy: by,
        updatedAt: at,
        waitsFor: [],
        shadow: false,
        blocks: [],
        may: {
          edit: false,
          review: false,
          publish: false,
          shadow: false,
          rollBack: false,
        },
        warning:
          'It is published, but the portal cannot read it again now; load it once more in a moment.',
      };
    }
  }

  async rollBack(
    set: string,
    { to, from, reason }: RollbackRequest,
    { credentials }: ChangeOptions,
  ): Promise<RollbackOutcome> {
    const { liveSets, actors, publisher } = this.options;
    if (!liveSets.find(set)) {
      throw new NotFoundError(
        `there is no policy set '${set}'; GET /api/policies/sets lists them`,
      );
    }
    const actor = await actors.of(credentials);
    const { entry, warning } = await publisher.rollBack({
      set,
      from,
      to,
      reason,
      by: actor.ref,
    });
    return { ...entry, warning };
  }

  async getEvidence(
    id: string,
    options: ChangeOptions,
  ): Promise<EvidenceParts> {
    const change = await this.get(id, options);
    const [base, proposed] = await this.options.differences.filesOf(
      await this.find(id),
    );
    return {
      change,
      difference: await this.getDifference(id, options),
      history: await this.options.store.listHistory(change.set),
      base,
      proposed,
    };
  }

  async listHistory(set: string): Promise<Page<HistoryEntry>> {
    const items = await this.options.store.listHistory(set);
    if (!items.length && !this.options.liveSets.find(set)) {
      throw new NotFoundError(
        `there is no policy set '${set}'; GET /api/policies/sets lists them`,
      );
    }
    return { items, total: items.length };
  }

  private async open(
    proposal: Proposal,
    about: { title: string; description?: string; origin: ChangeOrigin },
  ): Promise<string> {
    if (proposal.revision === proposal.base) {
      throw new InputError(
        `the files of policy set '${
          proposal.manifest.metadata.name
        }' are those of revision ${shortRevision(
          proposal.revision,
        )}; change something first`,
      );
    }
    const id = await this.options.store.create({
      proposal,
      title: about.title,
      description: about.description,
      origin: about.origin,
      checks: CHECK_NAMES.map(name => ({ name, blocking: true })),
    });
    this.options.onChecksQueued();
    this.moved(id);
    return id;
  }

  private async pushFiles(
    change: StoredChange,
    version: number,
    files: PolicyFile[],
    base: string | undefined,
    actor: Actor,
    {
      rebased = false,
      otherAuthors,
    }: { rebased?: boolean; otherAuthors?: string[] },
  ): Promise<void> {
    const { store, guard } = this.options;
    await this.expectRevision(change.set, base);
    const proposal = toProposal(
      change.set,
      files,
      base,
      actor.ref,
      this.options.engines,
      otherAuthors,
    );
    await guard.expectFree(change.set, proposal.brings);
    if (
      proposal.revision === change.revision &&
      !rebased &&
      base === change.base
    ) {
      throw new InputError(
        `the files are those that change ${change.id} proposes already`,
      );
    }
    await store.push(change.id, version, {
      proposal,
      state: change.state === 'draft' ? 'draft' : 'in-review',
      checks: CHECK_NAMES.map(name => ({ name, blocking: true })),
    });
    this.options.onChecksQueued();
    await this.options.approvals.settle(change.id);
    this.moved(change.id);
  }

  /** @throws InputError when a base is named that the set does not have */
  private async expectRevision(
    set: string,
    base: string | undefined,
  ): Promise<void> {
    if (
      base !== undefined &&
      !(await this.options.registry.getRevision(set, base))
    ) {
      throw new InputError(
        `policy set '${set}' has no revision '${shortRevision(
          base,
        )}' to be the base`,
      );
    }
  }

  private async find(id: string): Promise<StoredChange> {
    const change = await this.options.store.find(id);
    if (!change) {
      throw new NotFoundError(
        `there is no change '${id}'; GET /api/policies/changes lists them`,
      );
    }
    return change;
  }

  private async findOpen(id: string, done: string): Promise<StoredChange> {
    const change = await this.find(id);
    if (!OPEN_CHANGE_STATES.includes(change.state)) {
      throw new ConflictError(
        `change ${id} is ${inWords(
          change.state,
        )} and cannot be ${done}; open a new one`,
      );
    }
    return change;
  }

  private moved(id: string): void {
    this.options.notifier.moved(id);
  }
}

function blocked(detail: ChangeDetail): ConflictError {
  const reasons = detail.blocks.map(
    ({ message, help }) => `${message} ${help}`,
  );
  return new ConflictError(
    `change ${detail.id} cannot be published: ${reasons.join(' ')}`,
  );
}

/** @throws ConflictError when somebody wrote the change since it was looked at */
function expectVersion({ id, version }: StoredChange, seen: number): void {
  if (version !== seen) {
    throw new ConflictError(
      `change ${id} was written by someone else meanwhile (you saw version ${seen}, it is at ${version}); look at it again, then repeat what you did`,
    );
  }
}

function inWords(state: string): string {
  return state.replace('-', ' ');
}
