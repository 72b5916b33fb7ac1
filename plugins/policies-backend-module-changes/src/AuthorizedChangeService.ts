import {
  AuthService,
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  ChangeDetail,
  changeEditPermission,
  changeProposePermission,
  changePublishPermission,
  changeReadPermission,
  changeReviewPermission,
  CheckName,
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
  PolicyChangeResource,
  policyChangeResourceRef,
  PolicySetResource,
  policySetResourceRef,
  authorize,
  isAllowed,
} from '@internal/plugin-policies-node';
import { ChangeOptions, ChangeService } from './ChangeService';
import { ChangeQuery } from './ChangeStore';
import { ChangeResources } from './ChangeResources';
import { FlipReaders } from './FlipReaders';
import { withholdFlips } from './withholdFlips';

const NOTHING = {
  edit: false,
  review: false,
  publish: false,
  shadow: false,
  rollBack: false,
};

/**
 * Asks for the permissions of `policies.change.*` and `policies.set.rollback` first. What makes text
 * decide, or keeps it from that, takes a person: no token of a service reviews, publishes or rolls back,
 * whatever it may do besides. Logged requests are told to those alone who may see them.
 */
export class AuthorizedChangeService implements ChangeService {
  constructor(
    private readonly changes: ChangeService,
    private readonly options: {
      auth: AuthService;
      permissions: PermissionsService;
      registry: PermissionsRegistryService;
      resources: ChangeResources;
      flips: FlipReaders;
    },
  ) {}

  async list(query: ChangeQuery, options: ChangeOptions) {
    await this.checkRead(options);
    return this.changes.list(query, options);
  }

  async listOpen(options: ChangeOptions) {
    await this.checkRead(options);
    return this.changes.listOpen(options);
  }

  async get(id: string, options: ChangeOptions) {
    await this.checkRead(options);
    return this.withAllowedActions(
      await this.changes.get(id, options),
      options,
    );
  }

  async getDifference(id: string, options: ChangeOptions) {
    await this.checkRead(options);
    const change = await this.changes.get(id, options);
    return this.changes.getDifference(id, await this.within(change, options));
  }

  async create(request: CreateChangeRequest, options: ChangeOptions) {
    const { resources } = this.options;
    await this.checkSet(
      changeProposePermission,
      resources.findSet(request.set) ??
        resources.proposedSet(request.set, request.files),
      options,
    );
    return this.withAllowedActions(
      await this.changes.create(request, options),
      options,
    );
  }

  async push(id: string, request: PushChangeRequest, options: ChangeOptions) {
    await this.checkChange(changeEditPermission, id, options);
    return this.withAllowedActions(
      await this.changes.push(id, request, options),
      options,
    );
  }

  async update(
    id: string,
    request: UpdateChangeRequest,
    options: ChangeOptions,
  ) {
    await this.checkChange(changeEditPermission, id, options);
    return this.withAllowedActions(
      await this.changes.update(id, request, options),
      options,
    );
  }

  async submit(
    id: string,
    request: { version: number },
    options: ChangeOptions,
  ) {
    await this.checkChange(changeEditPermission, id, options);
    return this.withAllowedActions(
      await this.changes.submit(id, request, options),
      options,
    );
  }

  async rebase(
    id: string,
    request: { version: number },
    options: ChangeOptions,
  ): Promise<RebaseOutcome> {
    await this.checkChange(changeEditPermission, id, options);
    const outcome = await this.changes.rebase(id, request, options);
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
    this.checkPerson('reviews a change', options);
    await this.checkChange(changeReviewPermission, id, options);
    return this.withAllowedActions(
      await this.changes.review(id, request, options),
      options,
    );
  }

  async comment(
    id: string,
    request: CommentChangeRequest,
    options: ChangeOptions,
  ) {
    await this.checkRead(options);
    const allowed =
      (await this.allows(changeEditPermission, id, options)) ||
      (await this.allows(changeReviewPermission, id, options));
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
    await this.checkChange(changeEditPermission, id, options);
    return this.withAllowedActions(
      await this.changes.withdraw(id, request, options),
      options,
    );
  }

  async runChecks(
    id: string,
    checks: CheckName[] | undefined,
    options: ChangeOptions,
  ) {
    await this.checkChange(changeEditPermission, id, options);
    return this.withAllowedActions(
      await this.changes.runChecks(id, checks, options),
      options,
    );
  }

  async cancelChecks(id: string, options: ChangeOptions) {
    await this.checkChange(changeEditPermission, id, options);
    return this.withAllowedActions(
      await this.changes.cancelChecks(id, options),
      options,
    );
  }

  async publish(
    id: string,
    request: PublishChangeRequest,
    options: ChangeOptions,
  ) {
    this.checkPerson('publishes a change', options);
    await this.checkChange(changePublishPermission, id, options);
    if (request.rollout === 'shadow') {
      // It is asked what live callers ask, before anybody approved it: whoever answers for the set says so.
      const { resources } = this.options;
      const change = await resources.findChange(id);
      await this.checkSet(
        setRollBackPermission,
        change && resources.findSet(change.set),
        options,
      );
    }
    const published = await this.changes.publish(id, request, options);
    try {
      return await this.withAllowedActions(published, options);
    } catch {
      // It is published: what the person may do next is asked again with the next look.
      return { ...withholdFlips(published, new Set()), may: NOTHING };
    }
  }

  async rollBack(
    set: string,
    request: RollbackRequest,
    options: ChangeOptions,
  ) {
    this.checkPerson('rolls a policy set back', options);
    await this.checkSet(
      setRollBackPermission,
      this.options.resources.findSet(set),
      options,
    );
    return this.changes.rollBack(set, request, options);
  }

  async getEvidence(id: string, options: ChangeOptions) {
    await this.checkRead(options);
    const change = await this.changes.get(id, options);
    const parts = await this.changes.getEvidence(
      id,
      await this.within(change, options),
    );
    return {
      ...parts,
      change: await this.options.flips.withhold(
        parts.change,
        options.credentials,
      ),
    };
  }

  async listHistory(set: string, options: ChangeOptions) {
    await this.checkRead(options);
    return this.changes.listHistory(set, options);
  }

  private async within(
    change: ChangeDetail,
    options: ChangeOptions,
  ): Promise<ChangeOptions> {
    return {
      ...options,
      withoutLog: !(await this.options.flips.seesAll(
        change,
        options.credentials,
      )),
    };
  }

  /** Leaves of what the state allows what the person may, and of logged requests what they may see. */
  private async withAllowedActions(
    change: ChangeDetail,
    options: ChangeOptions,
  ): Promise<ChangeDetail> {
    const { may, id, set } = change;
    const { resources } = this.options;
    const isPerson = this.isPerson(options);
    const ownsSet = () =>
      this.decide(
        setRollBackPermission,
        policySetResourceRef,
        resources.findSet(set),
        options.credentials,
      );
    return {
      ...(await this.options.flips.withhold(change, options.credentials)),
      may: {
        edit:
          may.edit && (await this.allows(changeEditPermission, id, options)),
        review:
          may.review &&
          isPerson &&
          (await this.allows(changeReviewPermission, id, options)),
        publish:
          may.publish &&
          isPerson &&
          (await this.allows(changePublishPermission, id, options)),
        shadow:
          may.shadow &&
          isPerson &&
          (await this.allows(changePublishPermission, id, options)) &&
          (await ownsSet()),
        rollBack: may.rollBack && isPerson && (await ownsSet()),
      },
    };
  }

  private isPerson({ credentials }: ChangeOptions): boolean {
    return this.options.auth.isPrincipal(credentials, 'user');
  }

  private checkPerson(does: string, options: ChangeOptions): void {
    if (!this.isPerson(options)) {
      throw new NotAllowedError(
        `only a person ${does}, not the token of a service; sign in to the portal and do it there`,
      );
    }
  }

  private checkRead({ credentials }: ChangeOptions): Promise<void> {
    return authorize(
      this.options.permissions,
      changeReadPermission,
      credentials,
    );
  }

  private async checkChange(
    permission: ResourcePermission,
    id: string,
    options: ChangeOptions,
  ): Promise<void> {
    await this.checkRead(options);
    if (!(await this.allows(permission, id, options))) {
      throw denied(permission.name, `change ${id}`);
    }
  }

  private async checkSet(
    permission: ResourcePermission,
    set: PolicySetResource | undefined,
    { credentials }: ChangeOptions,
  ): Promise<void> {
    const allowed = await this.decide(
      permission,
      policySetResourceRef,
      set,
      credentials,
    );
    if (!allowed) {
      throw denied(
        permission.name,
        set ? `policy set '${set.name}'` : 'this policy set',
      );
    }
  }

  private async allows(
    permission: ResourcePermission,
    id: string,
    { credentials }: ChangeOptions,
  ): Promise<boolean> {
    return this.decide(
      permission,
      policyChangeResourceRef,
      await this.options.resources.findChange(id),
      credentials,
    );
  }

  private decide(
    permission: ResourcePermission,
    resourceRef: typeof policySetResourceRef | typeof policyChangeResourceRef,
    resource: PolicySetResource | PolicyChangeResource | undefined,
    credentials: BackstageCredentials,
  ): Promise<boolean> {
    const { permissions, registry } = this.options;
    return isAllowed<PolicySetResource | PolicyChangeResource>(
      permission,
      resource,
      { permissions, registry, resourceRef, credentials },
    );
  }
}

function denied(permission: string, what: string): NotAllowedError {
  return new NotAllowedError(
    `permission '${permission}' is needed for ${what}; ask its owners or the people who run the portal`,
  );
}
