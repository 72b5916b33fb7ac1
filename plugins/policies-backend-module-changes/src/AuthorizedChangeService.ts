import { ConflictError } from '@backstage/errors';
import { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  ChangeDetail,
  changeEditPermission,
  changeProposePermission,
  changePublishPermission,
  changeReviewPermission,
  CommentChangeRequest,
  CreateChangeRequest,
  PublishChangeRequest,
  PushChangeRequest,
  RebaseOutcome,
  ReviewChangeRequest,
  RollbackRequest,
  setRollBackPermission,
  UpdateChangeRequest,
  WithdrawChangeRequest,
} from '@internal/plugin-policies-common';
import {
  maskErrors,
  noSuchSet,
  ReadableSets,
  SetReaders,
} from '@internal/plugin-policies-node';
import { ChangeOptions, ChangeService } from './ChangeService';
import { ChangeQuery } from './ChangeStore';
import { ChangeResources } from './ChangeResources';
import { FlipReaders } from './FlipReaders';
import { AllowedActions } from './rights/AllowedActions';
import { ChangeReaders } from './rights/ChangeReaders';
import { ChangeRights, denied } from './rights/ChangeRights';

/**
 * Asks for the permissions of `policies.change.*` and `policies.set.rollback` first; to people who may not
 * read a change or its set, it is not there. What makes text decide, or keeps it from that, takes a person:
 * no token of a service reviews, publishes or rolls back, whatever it may do besides. Logged requests are
 * told to those alone who may see them.
 */
export class AuthorizedChangeService implements ChangeService {
  private readonly actions: AllowedActions;

  constructor(
    private readonly changes: ChangeService,
    private readonly options: {
      readers: ChangeReaders;
      rights: ChangeRights;
      setReaders: SetReaders;
      resources: ChangeResources;
      flips: FlipReaders;
    },
  ) {
    this.actions = new AllowedActions(options);
  }

  async list(query: ChangeQuery, options: ChangeOptions) {
    return this.changes.list(query, await this.expectAny(options));
  }

  async listOpen(options: ChangeOptions) {
    return this.changes.listOpen(await this.expectAny(options));
  }

  async get(id: string, options: ChangeOptions) {
    await this.expectReadable(id, options);
    return this.withAllowedActions(
      await this.changes.get(id, options),
      options,
    );
  }

  async getDifference(id: string, options: ChangeOptions) {
    await this.expectReadable(id, options);
    const change = await this.changes.get(id, options);
    return this.changes.getDifference(id, await this.within(change, options));
  }

  async create(request: CreateChangeRequest, options: ChangeOptions) {
    const { resources, rights } = this.options;
    const sets = await this.setsFor(options);
    const isHidden = sets.hides(request.set);
    await rights.checkSet(
      changeProposePermission,
      (isHidden ? undefined : resources.findSet(request.set)) ??
        resources.proposedSet(request.set, request.files),
      options,
    );
    if (isHidden) {
      throw new ConflictError(
        `no policy set can be called '${request.set}'; take another name`,
      );
    }
    return this.withAllowedActions(
      await maskErrors(sets, () => this.changes.create(request, options)),
      options,
    );
  }

  async push(id: string, request: PushChangeRequest, options: ChangeOptions) {
    return this.edit(id, options, () =>
      this.changes.push(id, request, options),
    );
  }

  async update(
    id: string,
    request: UpdateChangeRequest,
    options: ChangeOptions,
  ) {
    return this.edit(id, options, () =>
      this.changes.update(id, request, options),
    );
  }

  async submit(
    id: string,
    request: { version: number },
    options: ChangeOptions,
  ) {
    return this.edit(id, options, () =>
      this.changes.submit(id, request, options),
    );
  }

  async rebase(
    id: string,
    request: { version: number },
    options: ChangeOptions,
  ): Promise<RebaseOutcome> {
    const outcome = await this.check(changeEditPermission, id, options, () =>
      this.changes.rebase(id, request, options),
    );
    return outcome.outcome === 'rebased'
      ? {
          ...outcome,
          change: await this.withAllowedActions(outcome.change, options),
        }
      : outcome;
  }

  async review(
    id: string,
    request: ReviewChangeRequest,
    options: ChangeOptions,
  ) {
    this.options.rights.checkPerson('reviews a change', options);
    return this.withAllowedActions(
      await this.check(changeReviewPermission, id, options, () =>
        this.changes.review(id, request, options),
      ),
      options,
    );
  }

  async comment(
    id: string,
    request: CommentChangeRequest,
    options: ChangeOptions,
  ) {
    await this.expectReadable(id, options);
    const { rights } = this.options;
    const allowed =
      (await rights.allowsChange(changeEditPermission, id, options)) ||
      (await rights.allowsChange(changeReviewPermission, id, options));
    if (!allowed) {
      throw denied(changeReviewPermission.name, `change ${id}`);
    }
    return this.withAllowedActions(
      await this.changes.comment(id, request, options),
      options,
    );
  }

  async withdraw(
    id: string,
    request: WithdrawChangeRequest,
    options: ChangeOptions,
  ) {
    return this.edit(id, options, () =>
      this.changes.withdraw(id, request, options),
    );
  }

  async runChecks(
    id: string,
    checks: string[] | undefined,
    options: ChangeOptions,
  ) {
    return this.edit(id, options, () =>
      this.changes.runChecks(id, checks, options),
    );
  }

  async cancelChecks(id: string, options: ChangeOptions) {
    return this.edit(id, options, () => this.changes.cancelChecks(id, options));
  }

  async publish(
    id: string,
    request: PublishChangeRequest,
    options: ChangeOptions,
  ) {
    const { rights, resources } = this.options;
    rights.checkPerson('publishes a change', options);
    const published = await this.check(
      changePublishPermission,
      id,
      options,
      async () => {
        if (request.rollout === 'shadow') {
          // It is asked what live callers ask, before anybody approved it: whoever answers for the set says so.
          const change = await resources.findChange(id);
          await rights.checkSet(
            setRollBackPermission,
            change && resources.findSet(change.set),
            options,
          );
        }
        return this.changes.publish(id, request, options);
      },
    );
    return this.actions.withAllowedActionsOrNone(published, options);
  }

  async rollBack(
    set: string,
    request: RollbackRequest,
    options: ChangeOptions,
  ) {
    const { rights, resources } = this.options;
    rights.checkPerson('rolls a policy set back', options);
    const sets = await this.setsFor(options);
    const isHidden = sets.hides(set);
    await rights.checkSet(
      setRollBackPermission,
      isHidden ? undefined : resources.findSet(set),
      options,
    );
    if (isHidden) {
      throw noSuchSet(set);
    }
    return maskErrors(sets, () => this.changes.rollBack(set, request, options));
  }

  async getEvidence(id: string, options: ChangeOptions) {
    const readable = await this.expectReadable(id, options);
    const change = await this.changes.get(id, options);
    const parts = await this.changes.getEvidence(
      id,
      await this.within(change, { ...options, readable }),
    );
    return {
      ...parts,
      change: await this.actions.tellOnlyReadable(parts.change, options),
    };
  }

  async listHistory(set: string, options: ChangeOptions) {
    const within = await this.expectAny(options);
    const sets = await this.setsFor(options);
    if (sets.scope !== 'all' && !sets.find(set)) {
      throw noSuchSet(set);
    }
    return this.changes.listHistory(set, within);
  }

  /** Something that whoever may edit a change does with it. */
  private async edit(
    id: string,
    options: ChangeOptions,
    act: () => Promise<ChangeDetail>,
  ): Promise<ChangeDetail> {
    return this.withAllowedActions(
      await this.check(changeEditPermission, id, options, act),
      options,
    );
  }

  /** Does something with a change that may be read and for which a permission is granted. */
  private async check<T>(
    permission: ResourcePermission,
    id: string,
    options: ChangeOptions,
    act: () => Promise<T>,
  ): Promise<T> {
    await this.expectReadable(id, options);
    await this.options.rights.checkChange(permission, id, options);
    return maskErrors(await this.setsFor(options), act);
  }

  private async expectAny(options: ChangeOptions): Promise<ChangeOptions> {
    const { readers } = this.options;
    return {
      ...options,
      readable: await readers.readableBy(options.credentials),
    };
  }

  private async within(
    change: ChangeDetail,
    options: ChangeOptions,
  ): Promise<ChangeOptions> {
    const { flips } = this.options;
    return {
      ...options,
      withoutLog: !(await flips.seesAll(change, options.credentials)),
    };
  }

  private withAllowedActions(change: ChangeDetail, options: ChangeOptions) {
    return this.actions.withAllowedActions(change, options);
  }

  private expectReadable(id: string, { credentials }: ChangeOptions) {
    return this.options.readers.expectReadable(id, credentials);
  }

  private setsFor({ credentials }: ChangeOptions): Promise<ReadableSets> {
    return this.options.setReaders.tellableTo(credentials);
  }
}
