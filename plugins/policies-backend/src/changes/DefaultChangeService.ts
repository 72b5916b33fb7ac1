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
  EvaluationRequest,
  HistoryEntry,
  ImpactReport,
  OPEN_CHANGE_STATES,
  Page,
  PolicyFile,
  PublishChangeRequest,
  PushChangeRequest,
  RebaseOutcome,
  ReviewChangeRequest,
  RollbackRequest,
  UpdateChangeRequest,
  WithdrawChangeRequest,
  shortRevision,
} from '@internal/plugin-policies-common';
import { revisionOf, sortFiles } from '@internal/plugin-policies-node';
import { Engines } from '../engines/Engines';
import { checkBundle } from '../registry/checkBundle';
import { fullRef } from '../registry/fullRef';
import { LiveSets } from '../registry/LiveSets';
import { RegistryStore } from '../registry/RegistryStore';
import { Actor, Actors } from './Actor';
import { ApprovalRules } from './approvals/ApprovalRules';
import { Directory } from './approvals/Directory';
import { requirementsOf } from './approvals/requirementsOf';
import { settle, toReviews } from './approvals/settle';
import { blocksOf } from './blocksOf';
import { ChangeNotifier } from './ChangeNotifier';
import { ChangeOptions, ChangeService } from './ChangeService';
import {
  ChangeQuery,
  ChangeStore,
  ListedChange,
  OpenChange,
  Proposal,
  StoredChange,
} from './ChangeStore';
import { CheckQueue } from './checks/CheckQueue';
import { countChecks, kindOf } from './checks/countChecks';
import { compareCases } from './difference/compareCases';
import { comparePolicies } from './difference/comparePolicies';
import { compareText } from './difference/compareText';
import { rebase } from './difference/rebase';
import { EvidenceParts } from './evidence/EvidencePack';
import { Publisher } from './Publisher';
import { ShadowCounter } from './shadow/ShadowCounter';

/** Two people who act at the same moment are told; the portal itself tries again. */
const SETTLE_ATTEMPTS = 5;

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
      directory: Directory;
      rules: ApprovalRules;
      notifier: ChangeNotifier;
      logger: LoggerService;
      /** Called when checks were queued. */
      onChecksQueued(): void;
    },
  ) {}

  async list(query: ChangeQuery): Promise<ChangePage> {
    const { items, ...page } = await this.options.store.list(query);
    return { ...page, items: items.map(summarize) };
  }

  listOpen(): Promise<OpenChange[]> {
    return this.options.store.listOpen();
  }

  async get(id: string, { credentials }: ChangeOptions): Promise<ChangeDetail> {
    const change = await this.find(id);
    const detail = await this.describe(change);
    if (!detail.may.review) {
      return detail;
    }
    const actor = await this.options.actors.of(credentials);
    const own = (await this.authorsOf(change)).includes(actor.ref);
    return own ? { ...detail, may: { ...detail.may, review: false } } : detail;
  }

  async getDifference(id: string): Promise<ChangeDifference> {
    const change = await this.find(id);
    const { engines } = this.options;
    const [before, after] = await this.filesOf(change);
    const base = before && checkBundle(before, engines).manifest;
    const proposed = checkBundle(after, engines).manifest;
    const cases = await compareCases(before, after, engines);
    const flips = (await this.impactOf(id))?.examples ?? [];
    const requests = flips.map(({ request }) => request as EvaluationRequest);
    const policies = proposed
      ? comparePolicies(
          base && before && { manifest: base, files: before },
          { manifest: proposed, files: after },
          ({ spec }) =>
            engines.has(spec.engine) ? engines.get(spec.engine) : undefined,
        )
      : [];
    return {
      base: change.base,
      revision: change.revision,
      files: compareText(before ?? [], after),
      policies,
      ...cases,
      actions: union(
        cases.actions,
        requests.map(({ action }) => action.name),
      ),
      resourceTypes: union(
        cases.resourceTypes,
        requests.map(({ resource }) => resource.type),
      ),
    };
  }

  async create(
    request: CreateChangeRequest,
    options: ChangeOptions,
  ): Promise<ChangeDetail> {
    const actor = await this.options.actors.of(options.credentials);
    const active = this.options.liveSets.find(request.set);
    const base = request.base ?? active?.activeRevision;
    await this.expectRevision(request.set, request.base);
    const id = await this.open(
      this.propose(request.set, request.files, base, actor.ref),
      request,
    );
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
    const known =
      base && (await this.options.registry.getRevision(set, base))
        ? base
        : this.options.liveSets.find(set)?.activeRevision;
    const id = await this.open(this.propose(set, files, known, source), {
      title: `New content of ${source}`.slice(0, 120),
      description:
        'The source of the set has new content, while its active revision came from a change in the portal.',
      origin: 'source',
    });
    await this.options.store.update(id, 1, { state: 'in-review' });
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
    );
    return this.get(id, options);
  }

  async update(
    id: string,
    { version, ...values }: UpdateChangeRequest,
    options: ChangeOptions,
  ): Promise<ChangeDetail> {
    await this.findOpen(id, 'renamed');
    await this.options.store.update(id, version, values);
    this.moved(id);
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
    await this.settle(id);
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
    const active = this.options.liveSets.find(change.set)?.activeRevision;
    if (active === change.base) {
      throw new ConflictError(
        `change ${id} is based on the active revision; there is nothing to rebase`,
      );
    }
    const [base, proposed] = await this.filesOf(change);
    const current = active
      ? (await this.options.registry.getRevision(change.set, active))?.files
      : [];
    const { files, conflicts } = rebase(base ?? [], current ?? [], proposed);
    if (conflicts.length) {
      return { outcome: 'conflicts', base: active, files, conflicts };
    }
    const actor = await this.options.actors.of(options.credentials);
    await this.pushFiles(change, version, files, active, actor, true);
    return { outcome: 'rebased', change: await this.get(id, options) };
  }

  async review(
    id: string,
    { verdict, body, revision }: ReviewChangeRequest,
    options: ChangeOptions,
  ): Promise<ChangeDetail> {
    const { actors, store, notifier } = this.options;
    const change = await this.findOpen(id, 'reviewed');
    if (change.state === 'draft') {
      throw new ConflictError(
        `change ${id} is a draft; its author has to ask for review first`,
      );
    }
    if (revision !== change.revision) {
      throw new ConflictError(
        `change ${id} proposes ${shortRevision(
          change.revision,
        )} now, and you looked at ${shortRevision(
          revision,
        )}; look at what is new first`,
      );
    }
    const actor = await actors.of(options.credentials);
    const authors = await this.authorsOf(change);
    if (authors.includes(actor.ref)) {
      throw new ConflictError(
        `nobody approves or rejects their own change: '${actor.ref}' wrote part of change ${id}; ask another member of the groups it waits for`,
      );
    }
    await this.retrying(async () => {
      const current = await this.find(id);
      if (revision !== current.revision) {
        throw new ConflictError(
          `change ${id} was pushed to meanwhile; look at what is new first`,
        );
      }
      const complete = await this.isImpactKnown(id);
      const groups = await this.groupsOf(actor, current);
      await store.review(
        id,
        current.version,
        { author: actor.ref, groups, verdict, body, revision },
        reviews =>
          settle(current, current.requirements, reviews, authors, complete),
      );
    });
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
      const [before, after] = await this.filesOf(change);
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
    const { store, publisher, actors, notifier } = this.options;
    const change = await this.findOpen(id, 'published');
    if (version !== change.version) {
      throw new ConflictError(
        `change ${id} was written by someone else meanwhile; look at it again, then publish`,
      );
    }
    const detail = await this.describe(change);
    const actor = await actors.of(options.credentials);
    if (stage === 'shadow') {
      if (!change.base) {
        throw new ConflictError(
          `policy set '${change.set}' is new: there is nothing to evaluate it beside; publish it in full`,
        );
      }
      if (detail.baseMoved || detail.checks.failed || detail.checks.pending) {
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
    await publisher.publish(change, actor.ref);
    this.moved(id);
    const published = await this.get(id, options);
    await notifier.published(published, actor.ref);
    return published;
  }

  async rollBack(
    set: string,
    { to, from, reason }: RollbackRequest,
    { credentials }: ChangeOptions,
  ): Promise<HistoryEntry> {
    const { liveSets, actors, publisher } = this.options;
    if (!liveSets.find(set)) {
      throw new NotFoundError(
        `there is no policy set '${set}'; GET /api/policies/sets lists them`,
      );
    }
    const actor = await actors.of(credentials);
    return publisher.rollBack({ set, from, to, reason, by: actor.ref });
  }

  async getEvidence(
    id: string,
    options: ChangeOptions,
  ): Promise<EvidenceParts> {
    const change = await this.get(id, options);
    const [base, proposed] = await this.filesOf(await this.find(id));
    return {
      change,
      difference: await this.getDifference(id),
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

  /** Works out anew who has to approve a change, and whether they did. */
  async settle(id: string): Promise<void> {
    const { store, rules, directory, liveSets } = this.options;
    await this.retrying(async () => {
      const change = await this.find(id);
      if (change.state !== 'in-review' && change.state !== 'approved') {
        return;
      }
      const authors = await this.authorsOf(change);
      const active = liveSets.find(change.set);
      const owners = new Set([
        ...(active ? [fullRef(active.manifest.spec.owner, 'Group')] : []),
        change.owner,
      ]);
      const requirements = await requirementsOf(
        {
          owners: [...owners],
          policies: await this.changedPolicies(change),
          impact: await this.impactOf(id),
          authors,
        },
        rules,
        directory,
      );
      const settled = settle(
        change,
        requirements,
        await store.listReviews(id),
        authors,
        await this.isImpactKnown(id),
      );
      if (
        settled.state === change.state &&
        JSON.stringify(settled.requirements) ===
          JSON.stringify(change.requirements)
      ) {
        return;
      }
      await store.update(id, change.version, settled);
      this.moved(id);
    });
  }

  /** What the portal does by itself is done again when somebody came between. */
  private async retrying(attempt: () => Promise<void>): Promise<void> {
    for (let count = 1; ; count++) {
      try {
        await attempt();
        return;
      } catch (error) {
        if (
          (error as Error).name !== 'ConflictError' ||
          count >= SETTLE_ATTEMPTS
        ) {
          throw error;
        }
      }
    }
  }

  /** Who somebody may speak for: what their sign-in says, and what the catalog says of the groups it waits for. */
  private async groupsOf(
    actor: Actor,
    { requirements }: StoredChange,
  ): Promise<string[]> {
    const groups = new Set(actor.groups);
    for (const { group } of requirements) {
      if (!groups.has(group)) {
        const members = await this.options.directory.membersOf(group);
        if (members?.includes(actor.ref)) {
          groups.add(group);
        }
      }
    }
    return [...groups];
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
    rebased = false,
  ): Promise<void> {
    const { store } = this.options;
    await this.expectRevision(change.set, base);
    const proposal = this.propose(change.set, files, base, actor.ref);
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
    await this.settle(change.id);
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

  private propose(
    set: string,
    files: PolicyFile[],
    base: string | undefined,
    author: string,
  ): Proposal {
    const { manifest, diagnostics } = checkBundle(files, this.options.engines);
    if (!manifest) {
      const [first] = diagnostics;
      throw new InputError(
        `${first.message}${first.help ? `; ${first.help}` : ''}`,
      );
    }
    if (manifest.metadata.name !== set) {
      throw new InputError(
        `policy-set.yaml names the set '${manifest.metadata.name}', and the change is about '${set}'; a set keeps its name`,
      );
    }
    return {
      manifest,
      domain: fullRef(manifest.spec.domain, 'Domain'),
      owner: fullRef(manifest.spec.owner, 'Group'),
      revision: revisionOf(files),
      files: sortFiles(files),
      base,
      author,
    };
  }

  private async describe(change: StoredChange): Promise<ChangeDetail> {
    const { store, queue, counter, liveSets } = this.options;
    const [checks, reviews, comments, pushes] = [
      await queue.list(change.id),
      await store.listReviews(change.id),
      await store.listComments(change.id),
      await store.listPushes(change.id),
    ];
    const active = liveSets.find(change.set);
    const open = OPEN_CHANGE_STATES.includes(change.state);
    const detail: Omit<ChangeDetail, 'blocks' | 'may'> = {
      ...summarize({
        ...change,
        checks: countChecks(checks.map(({ state }) => state)),
      }),
      version: change.version,
      activeRevision: active?.activeRevision,
      baseMoved: open && active?.activeRevision !== change.base,
      checkResults: CHECK_NAMES.flatMap(name =>
        checks
          .filter(check => check.name === name)
          .map(({ report: _, revision: __, ...check }) => check),
      ),
      requirements: change.requirements,
      reviews: toReviews(reviews, change.revision),
      comments,
      pushes,
      impact: checks.find(({ name }) => name === 'impact')?.report as
        | ImpactReport
        | undefined,
      shadowReport: change.shadowSince
        ? {
            since: change.shadowSince,
            ...((await counter.get(change.id)) ?? {
              compared: 0,
              differed: 0,
              failed: 0,
              examples: [],
            }),
          }
        : undefined,
      replaced: change.replaced,
      publishedAt: change.publishedAt,
      publishedBy: change.publishedBy,
    };
    const blocks = open ? blocksOf(detail) : [];
    return {
      ...detail,
      blocks,
      may: {
        edit: open,
        review: open && change.state !== 'draft',
        publish: open && change.state !== 'draft',
        rollBack:
          change.state === 'published' &&
          change.replaced !== undefined &&
          active?.activeRevision === change.revision,
      },
    };
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

  private async filesOf(
    change: StoredChange,
  ): Promise<[PolicyFile[] | undefined, PolicyFile[]]> {
    const { registry } = this.options;
    const proposed = await registry.getRevision(change.set, change.revision);
    const base = change.base
      ? await registry.getRevision(change.set, change.base)
      : undefined;
    return [base?.files, proposed?.files ?? []];
  }

  private async changedPolicies(change: StoredChange) {
    const { engines } = this.options;
    const [before, after] = await this.filesOf(change);
    const base = before && checkBundle(before, engines).manifest;
    const proposed = checkBundle(after, engines).manifest;
    return proposed
      ? comparePolicies(
          base && before && { manifest: base, files: before },
          { manifest: proposed, files: after },
          ({ spec }) =>
            engines.has(spec.engine) ? engines.get(spec.engine) : undefined,
        )
      : [];
  }

  private async authorsOf(change: StoredChange): Promise<string[]> {
    const pushes = await this.options.store.listPushes(change.id);
    return [...new Set([change.author, ...pushes.map(({ author }) => author)])];
  }

  private async impactOf(id: string): Promise<ImpactReport | undefined> {
    const checks = await this.options.queue.list(id);
    return checks.find(({ name }) => name === 'impact')?.report as
      | ImpactReport
      | undefined;
  }

  private async isImpactKnown(id: string): Promise<boolean> {
    const checks = await this.options.queue.list(id);
    return checks.some(
      ({ name, state }) => name === 'impact' && kindOf(state) === 'passed',
    );
  }

  private moved(id: string): void {
    this.options.notifier.moved(id);
  }
}

function summarize(change: ListedChange) {
  const { requirements, shadowSince } = change;
  return {
    id: change.id,
    set: change.set,
    setTitle: change.setTitle,
    title: change.title,
    description: change.description,
    state: change.state,
    origin: change.origin,
    author: change.author,
    domain: change.domain,
    owner: change.owner,
    createdAt: change.createdAt,
    updatedAt: change.updatedAt,
    base: change.base,
    revision: change.revision,
    checks: change.checks,
    approvals: {
      given: requirements.filter(({ approvedBy }) => approvedBy).length,
      needed: requirements.length,
    },
    waitsFor:
      change.state === 'in-review'
        ? requirements
            .filter(({ approvedBy }) => !approvedBy)
            .map(({ group }) => group)
        : [],
    shadow:
      shadowSince !== undefined && OPEN_CHANGE_STATES.includes(change.state),
  };
}

function union(a: string[], b: string[]): string[] {
  return [...new Set([...a, ...b])].sort();
}

function blocked(detail: ChangeDetail): ConflictError {
  const reasons = detail.blocks.map(
    ({ message, help }) => `${message} ${help}`,
  );
  return new ConflictError(
    `change ${detail.id} cannot be published: ${reasons.join(' ')}`,
  );
}

function inWords(state: string): string {
  return state.replace('-', ' ');
}
