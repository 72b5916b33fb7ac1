import { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError, InputError } from '@backstage/errors';
import {
  ChangeDetail,
  ChangeDifference,
  ChangePage,
  CommentChangeRequest,
  CreateChangeRequest,
  HistoryEntry,
  Page,
  PublishChangeRequest,
  PushChangeRequest,
  RebaseOutcome,
  ReviewChangeRequest,
  RollbackOutcome,
  RollbackRequest,
  UpdateChangeRequest,
  WithdrawChangeRequest,
} from '@internal/plugin-policies-common';
import { EntityGuard } from './brought/EntityGuard';
import {
  Actors,
  ConfiguredEngines,
  Deployments,
  noSuchSet,
  OpenChange,
  RegisteredSets,
} from '@internal/plugin-policies-node';
import { Approvals } from './approvals/Approvals';
import { ChangeNotifier } from './ChangeNotifier';
import { ChangeProposals } from './proposals/ChangeProposals';
import { ChangePublication } from './publication/ChangePublication';
import { ChangeOptions, ChangeService } from './ChangeService';
import { ChangeQuery, ChangeStore } from './ChangeStore';
import { CheckList } from './checks/CheckList';
import { CheckStore } from './checks/CheckStore';
import { impactOf } from './checks/impactOf';
import { describeChange, summarizeChange } from './describeChange';
import { Differences } from './difference/Differences';
import { EvidenceParts } from './evidence/EvidencePack';
import { ProofPacker } from './evidence/packProofs';
import {
  expectVersion,
  findChange,
  findOpenChange,
  inWords,
} from './findChange';
import { Publisher } from './publication/Publisher';
import { SetHistory } from './publication/SetHistory';
import { ShadowCounter } from './shadow/ShadowCounter';

/** {@link ChangeService} over the plugin's database. */
export class DefaultChangeService implements ChangeService {
  private readonly proposals: ChangeProposals;
  private readonly publication: ChangePublication;
  private readonly history: SetHistory;

  constructor(
    private readonly options: {
      store: ChangeStore;
      checks: CheckStore;
      checkList: CheckList;
      counter: ShadowCounter;
      deployments: Deployments;
      liveSets: RegisteredSets;
      engines: ConfiguredEngines;
      publisher: Publisher;
      actors: Actors;
      approvals: Approvals;
      differences: Differences;
      guard: EntityGuard;
      notifier: ChangeNotifier;
      /** What was asked for the proofs of a change. */
      packProofs: ProofPacker;
      logger: LoggerService;
    },
  ) {
    this.proposals = new ChangeProposals(options);
    this.history = new SetHistory(options);
    this.publication = new ChangePublication({
      ...options,
      get: (id, change) => this.get(id, change),
    });
  }

  async list(
    query: ChangeQuery,
    { readable }: ChangeOptions,
  ): Promise<ChangePage> {
    const { items, ...page } = await this.options.store.list({
      ...query,
      readable,
    });
    return {
      ...page,
      items: items.map(item => summarizeChange(item, this.options.liveSets)),
    };
  }

  listOpen({ readable }: ChangeOptions): Promise<OpenChange[]> {
    return this.options.store.listOpen(readable);
  }

  async get(id: string, { credentials }: ChangeOptions): Promise<ChangeDetail> {
    const change = await findChange(this.options.store, id);
    const detail = await describeChange(change, this.options);
    if (!detail.may.review) {
      return detail;
    }
    const { ref } = await this.options.actors.resolve(credentials);
    const own =
      change.author === ref ||
      detail.pushes.some(({ authors }) => authors.includes(ref));
    return own ? { ...detail, may: { ...detail.may, review: false } } : detail;
  }

  async getDifference(
    id: string,
    { withoutLog }: ChangeOptions,
  ): Promise<ChangeDifference> {
    const { checks, differences } = this.options;
    const change = await findChange(this.options.store, id);
    return differences.of(
      change,
      withoutLog ? undefined : impactOf(await checks.list(id)),
    );
  }

  async create(
    request: CreateChangeRequest,
    options: ChangeOptions,
  ): Promise<ChangeDetail> {
    const actor = await this.options.actors.resolve(options.credentials);
    const id = await this.proposals.create(
      request,
      actor,
      options.otherAuthors,
    );
    if (request.submit) {
      await this.submit(id, { version: 1 }, options);
    }
    return this.get(id, options);
  }

  proposeFromSource(
    ...proposal: Parameters<ChangeProposals['createFromSource']>
  ): Promise<void> {
    return this.proposals.createFromSource(...proposal);
  }

  async push(
    id: string,
    request: PushChangeRequest,
    options: ChangeOptions,
  ): Promise<ChangeDetail> {
    const actor = await this.options.actors.resolve(options.credentials);
    const change = await findOpenChange(this.options.store, id, 'pushed to');
    await this.proposals.push(
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
    const change = await findOpenChange(this.options.store, id, 'renamed');
    expectVersion(change, version);
    const { title, description } = change;
    const about = { title, description, ...values };
    const renamed = about.title !== title || about.description !== description;
    if (renamed) {
      const { ref } = await actors.resolve(options.credentials);
      await store.rename(id, version, about, ref);
      await approvals.settle(id);
      this.signalChanged(id);
    }
    return this.get(id, options);
  }

  async submit(
    id: string,
    { version }: { version: number },
    options: ChangeOptions,
  ): Promise<ChangeDetail> {
    const change = await findOpenChange(this.options.store, id, 'submitted');
    if (change.state !== 'draft') {
      throw new ConflictError(
        `change ${id} is ${inWords(change.state)} already`,
      );
    }
    const actor = await this.options.actors.resolve(options.credentials);
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
    const change = await findOpenChange(this.options.store, id, 'rebased');
    const actor = await this.options.actors.resolve(options.credentials);
    const misfit = await this.proposals.rebase(change, version, actor);
    if (misfit) {
      return { outcome: 'conflicts', ...misfit };
    }
    return { outcome: 'rebased', change: await this.get(id, options) };
  }

  async review(
    id: string,
    request: ReviewChangeRequest,
    options: ChangeOptions,
  ): Promise<ChangeDetail> {
    const { actors, approvals, notifier } = this.options;
    const { verdict } = request;
    const change = await findOpenChange(this.options.store, id, 'reviewed');
    if (change.state === 'draft') {
      throw new ConflictError(
        `change ${id} is a draft; its author has to ask for review first`,
      );
    }
    const actor = await actors.resolve(options.credentials);
    await approvals.review(change, request, actor);
    this.signalChanged(id);
    const detail = await this.get(id, options);
    await notifier.reviewed(detail, actor.ref, verdict);
    return detail;
  }

  async comment(
    id: string,
    { body, file, line }: CommentChangeRequest,
    options: ChangeOptions,
  ): Promise<ChangeDetail> {
    const change = await findChange(this.options.store, id);
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
    const actor = await this.options.actors.resolve(options.credentials);
    await this.options.store.comment(id, {
      author: actor.ref,
      body,
      file,
      line,
      revision: change.revision,
    });
    this.signalChanged(id);
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
    const change = await findOpenChange(this.options.store, id, 'withdrawn');
    const actor = await actors.resolve(options.credentials);
    await store.update(id, version, {
      state: 'withdrawn',
      shadowSince: undefined,
    });
    await store.comment(id, {
      author: actor.ref,
      body: `Withdrawn: ${reason}`,
      revision: change.revision,
    });
    this.signalChanged(id);
    return this.get(id, options);
  }

  async runChecks(
    id: string,
    names: string[] | undefined,
    options: ChangeOptions,
  ): Promise<ChangeDetail> {
    await findOpenChange(this.options.store, id, 'checked');
    const { checks, checkList, actors } = this.options;
    const { ref } = await actors.resolve(options.credentials);
    await checks.requeue(id, names, checkList.listNew(), ref);
    this.signalChanged(id);
    return this.get(id, options);
  }

  async cancelChecks(
    id: string,
    options: ChangeOptions,
  ): Promise<ChangeDetail> {
    await findOpenChange(this.options.store, id, 'checked');
    await this.options.checks.cancel(id);
    this.signalChanged(id);
    return this.get(id, options);
  }

  publish(
    id: string,
    request: PublishChangeRequest,
    options: ChangeOptions,
  ): Promise<ChangeDetail> {
    return this.publication.publish(id, request, options);
  }

  async rollBack(
    set: string,
    { to, from, reason }: RollbackRequest,
    { credentials }: ChangeOptions,
  ): Promise<RollbackOutcome> {
    const { liveSets, actors, publisher } = this.options;
    if (!liveSets.find(set)) {
      throw noSuchSet(set);
    }
    const actor = await actors.resolve(credentials);
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
      await findChange(this.options.store, id),
    );
    return {
      change,
      difference: await this.getDifference(id, options),
      history: await this.history.list(change.set, options.readable),
      base,
      proposed,
      proofs: await this.options.packProofs(change, base, proposed),
    };
  }

  async listHistory(
    set: string,
    { readable }: ChangeOptions,
  ): Promise<Page<HistoryEntry>> {
    const items = await this.history.list(set, readable);
    if (!items.length && !this.options.liveSets.find(set)) {
      throw noSuchSet(set);
    }
    return { items, total: items.length };
  }

  private signalChanged(id: string): void {
    this.options.notifier.signalChanged(id);
  }
}
