import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  ReviewChangeRequest,
  shortRevision,
} from '@internal/plugin-policies-common';
import { EntityGuard } from '../brought/EntityGuard';
import { Actor, fullRef, RegisteredSets } from '@internal/plugin-policies-node';
import { ChangeStore, StoredChange } from '../ChangeStore';
import { CheckStore } from '../checks/CheckStore';
import { CheckList } from '../checks/CheckList';
import { impactOf } from '../checks/impactOf';
import { Differences } from '../difference/Differences';
import { ApprovalRules } from '../rules/ApprovalRules';
import { Directory, directoryFor } from '../company/directoryFor';
import { AskedRefs } from './AskedRefs';
import { requirementsOf } from './requirementsOf';
import { settle } from './settle';

/** Two people who act at the same moment are told; the portal itself tries again. */
const ATTEMPTS = 5;

/** Who has to approve changes, and whether they did. */
export class Approvals {
  private readonly asked = new AskedRefs();

  constructor(
    private readonly options: {
      store: ChangeStore;
      checks: Pick<CheckStore, 'list'>;
      checkList: CheckList;
      differences: Differences;
      liveSets: RegisteredSets;
      directory: Directory;
      guard: EntityGuard;
      rules: ApprovalRules;
      /** Called when a change moved. */
      onMoved(change: string): void;
    },
  ) {}

  /** Works out anew who has to approve a change, and whether they did. */
  async settle(id: string): Promise<void> {
    const { store, rules, directory, guard, liveSets, checkList, onMoved } =
      this.options;
    await this.retrying(async () => {
      const change = await this.find(id);
      if (!isWaiting(change)) {
        this.asked.forget(id);
        return;
      }
      const authors = await this.authorsOf(change);
      const checks = await this.options.checks.list(id);
      const active = liveSets.find(change.set);
      const owners = new Set([
        ...(active ? [fullRef(active.manifest.spec.owner, 'Group')] : []),
        change.owner,
      ]);
      const people = directoryFor(change, directory, guard);
      await this.asked.noting(id, people, async noted => {
        const requirements = await requirementsOf(
          {
            owners: [...owners],
            reach: await this.options.differences.reachOf(change, rules),
            impact: impactOf(checks),
            asks: checks.flatMap(({ asks }) => asks),
            authors,
          },
          rules,
          noted,
        );
        const settled = settle(
          change,
          requirements,
          await store.listReviews(id),
          authors,
          checkList.areApprovalsKnown(checks),
        );
        if (
          settled.state === change.state &&
          JSON.stringify(settled.requirements) ===
            JSON.stringify(change.requirements)
        ) {
          return;
        }
        await store.update(id, change.version, settled);
        onMoved(id);
      });
    });
  }

  /**
   * Works out anew who has to approve the changes that wait for approval and depend on one of these.
   *
   * @param changed - groups with other members, components with another owner
   * @throws Error that names those that could not be told, once the others are done
   */
  async settleDependent(changed: ReadonlySet<string>): Promise<void> {
    const failed: string[] = [];
    for (const change of await this.options.store.listOpen()) {
      if (isWaiting(change) && this.asked.mayDepend(change.id, changed)) {
        try {
          await this.settle(change.id);
        } catch (error) {
          failed.push(`change ${change.id}: ${error}`);
        }
      }
    }
    if (failed.length) {
      throw new Error(failed.join('; '));
    }
  }

  /**
   * Stores a verdict, and what follows from it.
   *
   * @throws ConflictError when the actor wrote part of the change, or it was pushed to since
   */
  async review(
    change: StoredChange,
    { verdict, body, ...looked }: ReviewChangeRequest,
    actor: Actor,
  ): Promise<void> {
    const { id } = change;
    const authors = await this.authorsOf(change);
    if (authors.includes(actor.ref)) {
      throw new ConflictError(
        `nobody approves or rejects their own change: '${actor.ref}' wrote part of change ${id}; ask another member of the groups it waits for`,
      );
    }
    await this.retrying(async () => {
      const current = await this.find(id);
      expectLookedAt(current, looked);
      const complete = this.options.checkList.areApprovalsKnown(
        await this.options.checks.list(id),
      );
      const groups = await this.groupsOf(actor, current);
      await this.options.store.review(
        id,
        current.version,
        { author: actor.ref, groups, verdict, body, ...looked },
        reviews =>
          settle(current, current.requirements, reviews, authors, complete),
      );
    });
  }

  /** What the portal does by itself is done again when somebody came between. */
  private async retrying(attempt: () => Promise<void>): Promise<void> {
    for (let count = 1; ; count++) {
      try {
        await attempt();
        return;
      } catch (error) {
        if ((error as Error).name !== 'ConflictError' || count >= ATTEMPTS) {
          throw error;
        }
      }
    }
  }

  /** Who somebody may speak for: what their sign-in says, and what the catalog says of the groups it waits for. */
  private async groupsOf(
    actor: Actor,
    change: StoredChange,
  ): Promise<string[]> {
    const { directory, guard } = this.options;
    const groups = new Set(actor.groups);
    for (const { group } of change.requirements) {
      if (!groups.has(group)) {
        const members = await directoryFor(change, directory, guard).membersOf(
          group,
        );
        if (members?.includes(actor.ref)) {
          groups.add(group);
        }
      }
    }
    return [...groups];
  }

  private async find(id: string): Promise<StoredChange> {
    const change = await this.options.store.find(id);
    if (!change) {
      throw new NotFoundError(`there is no change ${id}`);
    }
    return change;
  }

  private async authorsOf(change: StoredChange): Promise<string[]> {
    const pushes = await this.options.store.listPushes(change.id);
    return [
      ...new Set([change.author, ...pushes.flatMap(push => push.authors)]),
    ];
  }
}

function isWaiting({ state }: Pick<StoredChange, 'state'>): boolean {
  return state === 'in-review' || state === 'approved';
}

/** @throws ConflictError when another push was looked at than the last one */
function expectLookedAt(
  { id, push, base, revision }: StoredChange,
  looked: Pick<ReviewChangeRequest, 'push' | 'base' | 'revision'>,
): void {
  if (looked.push !== push) {
    throw new ConflictError(
      `change ${id} was pushed to: you looked at push ${looked.push}, and the last one is push ${push}; look at what is new first`,
    );
  }
  if (looked.revision !== revision || looked.base !== base) {
    throw new ConflictError(
      `push ${push} of change ${id} proposes ${named(
        revision,
        base,
      )}, and you looked at ${named(
        looked.revision,
        looked.base,
      )}; look at the change again`,
    );
  }
}

function named(revision: string, base: string | undefined): string {
  return `${shortRevision(revision)} on ${
    base ? `base ${shortRevision(base)}` : 'no base'
  }`;
}
