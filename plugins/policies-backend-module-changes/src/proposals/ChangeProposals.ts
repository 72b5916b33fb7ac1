import { ConflictError, InputError } from '@backstage/errors';
import {
  ChangeOrigin,
  CreateChangeRequest,
  PolicyFile,
  RebaseConflict,
  shortRevision,
} from '@internal/plugin-policies-common';
import { EntityGuard } from '../brought/EntityGuard';
import {
  Actor,
  ConfiguredEngines,
  Deployments,
  RegisteredSets,
} from '@internal/plugin-policies-node';
import { Approvals } from '../approvals/Approvals';
import { ChangeNotifier } from '../ChangeNotifier';
import { ChangeStore, Proposal, StoredChange } from '../ChangeStore';
import { CheckList } from '../checks/CheckList';
import { isRemoved } from '../describeChange';
import { Differences } from '../difference/Differences';
import { rebase } from '../difference/rebase';
import { toProposal } from './toProposal';

/** Files that are proposed: as a new change, or as the next push of one. */
export class ChangeProposals {
  constructor(
    private readonly options: {
      store: ChangeStore;
      deployments: Deployments;
      liveSets: RegisteredSets;
      engines: ConfiguredEngines;
      approvals: Approvals;
      differences: Differences;
      guard: EntityGuard;
      notifier: ChangeNotifier;
      checkList: CheckList;
    },
  ) {}

  /**
   * Makes a draft.
   *
   * @param otherAuthors - who wrote the files, beside the actor
   * @returns its id
   * @throws InputError when the files are those of the base, or there is no such base
   */
  async create(
    request: CreateChangeRequest,
    actor: Actor,
    otherAuthors: string[] | undefined,
  ): Promise<string> {
    const active = this.options.liveSets.find(request.set);
    const base = request.base ?? active?.activeRevision;
    await this.expectRevision(request.set, request.base);
    const proposal = toProposal(
      request.set,
      request.files,
      base,
      actor.ref,
      this.options.engines,
      otherAuthors,
    );
    await this.options.guard.expectFree(request.set, proposal.brings);
    return this.open(proposal, request);
  }

  /** Proposes what the source of a set holds now, where a change made the active revision. */
  async createFromSource(
    set: string,
    files: PolicyFile[],
    base: string | undefined,
    source: string,
  ): Promise<void> {
    const { store, deployments, liveSets, engines } = this.options;
    const known =
      base && (await deployments.getRevision(set, base))
        ? base
        : liveSets.find(set)?.activeRevision;
    const id = await store.createFromSource({
      proposal: toProposal(set, files, known, source, engines),
      title: `New content of ${source}`.slice(0, 120),
      description:
        'The source of the set has new content, while its active revision came from a change in the portal.',
      origin: 'source',
      checks: this.options.checkList.listNew(),
    });
    if (id !== undefined) {
      this.signalChanged(id);
    }
  }

  /**
   * Proposes other files.
   *
   * @param rebased - whether they are the same as before, on another base
   * @throws InputError when they are proposed already, or there is no such base
   */
  async push(
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
      checks: this.options.checkList.listNew(),
    });
    await this.options.approvals.settle(change.id);
    this.signalChanged(change.id);
  }

  /**
   * Puts what is proposed on the active revision.
   *
   * @returns what does not fit together; nothing is pushed then
   * @throws ConflictError when there is nothing to rebase on
   */
  async rebase(
    change: StoredChange,
    version: number,
    actor: Actor,
  ): Promise<
    | {
        base: string | undefined;
        files: PolicyFile[];
        conflicts: RebaseConflict[];
      }
    | undefined
  > {
    if (isRemoved(change, this.options.liveSets)) {
      throw new ConflictError(
        `policy set '${change.set}' was removed since change ${change.id} was made, so there is nothing to rebase it on; withdraw it, or bring the set back`,
      );
    }
    const active = this.options.liveSets.find(change.set)?.activeRevision;
    if (active === change.base) {
      throw new ConflictError(
        `change ${change.id} is based on the active revision; there is nothing to rebase`,
      );
    }
    const [base, proposed] = await this.options.differences.filesOf(change);
    const current = active
      ? (await this.options.deployments.getRevision(change.set, active))?.files
      : [];
    const { files, conflicts } = rebase(base ?? [], current ?? [], proposed);
    if (conflicts.length) {
      return { base: active, files, conflicts };
    }
    await this.push(change, version, files, active, actor, { rebased: true });
    return undefined;
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
      checks: this.options.checkList.listNew(),
    });
    this.signalChanged(id);
    return id;
  }

  /** @throws InputError when a base is named that the set does not have */
  private async expectRevision(
    set: string,
    base: string | undefined,
  ): Promise<void> {
    if (
      base !== undefined &&
      !(await this.options.deployments.getRevision(set, base))
    ) {
      throw new InputError(
        `policy set '${set}' has no revision '${shortRevision(
          base,
        )}' to be the base`,
      );
    }
  }

  private signalChanged(id: string): void {
    this.options.notifier.signalChanged(id);
  }
}
