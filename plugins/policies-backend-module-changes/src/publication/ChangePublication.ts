import { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import {
  ChangeDetail,
  HistoryEntry,
  PublishChangeRequest,
} from '@internal/plugin-policies-common';
import { EntityGuard } from '../brought/EntityGuard';
import { Actors } from '@internal/plugin-policies-node';
import { Approvals } from '../approvals/Approvals';
import { ChangeNotifier } from '../ChangeNotifier';
import { ChangeOptions } from '../ChangeService';
import { ChangeStore, StoredChange } from '../ChangeStore';
import { describeChange } from '../describeChange';
import { expectVersion, findOpenChange } from '../findChange';
import { Publisher } from './Publisher';

/** Makes a change serve, or evaluates it beside what serves. */
export class ChangePublication {
  constructor(
    private readonly options: {
      store: ChangeStore;
      publisher: Publisher;
      actors: Actors;
      approvals: Approvals;
      guard: EntityGuard;
      notifier: ChangeNotifier;
      logger: LoggerService;
      /** A change as its reader sees it. */
      get(id: string, options: ChangeOptions): Promise<ChangeDetail>;
    } & Parameters<typeof describeChange>[1],
  ) {}

  async publish(
    id: string,
    { version, rollout }: PublishChangeRequest,
    options: ChangeOptions,
  ): Promise<ChangeDetail> {
    const { store, publisher, actors, notifier, approvals } = this.options;
    // A check may have ended a moment ago, and nobody worked out yet who has to approve because of it.
    await approvals.settle(id);
    const change = await findOpenChange(store, id, 'published');
    expectVersion(change, version);
    const detail = await describeChange(change, this.options);
    const actor = await actors.resolve(options.credentials);
    if (rollout === 'shadow') {
      await this.expectShadow(change, detail);
      await store.update(id, version, {
        shadowSince: new Date().toISOString(),
      });
      notifier.signalChanged(id);
      return this.options.get(id, options);
    }
    if (detail.blocks.length) {
      throw blocked(detail);
    }
    await this.options.guard.expectFree(change.set, change.brings);
    const { entry, warning } = await publisher.publish(change, actor.ref);
    notifier.signalChanged(id);
    const published = await this.describePublished(detail, entry, options);
    await notifier.published(published, actor.ref);
    return { ...published, warning: warning ?? published.warning };
  }

  /** @throws ConflictError why it cannot be evaluated beside what serves */
  private async expectShadow(
    change: StoredChange,
    detail: ChangeDetail,
  ): Promise<void> {
    if (!change.base) {
      throw new ConflictError(
        `policy set '${change.set}' is new: there is nothing to evaluate it beside; publish it in full`,
      );
    }
    if (change.state === 'draft') {
      throw new ConflictError(
        `change ${change.id} is a draft; ask for review first, then evaluate it beside what serves`,
      );
    }
    const other = (await this.options.store.listShadows()).find(
      shadow => shadow.set === change.set && shadow.id !== change.id,
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
  }

  /** It is published: that it cannot be read again now takes nothing back. */
  private async describePublished(
    before: ChangeDetail,
    { revision, previous, at, by }: HistoryEntry,
    options: ChangeOptions,
  ): Promise<ChangeDetail> {
    try {
      return await this.options.get(before.id, options);
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
}

function blocked(detail: ChangeDetail): ConflictError {
  const reasons = detail.blocks.map(
    ({ message, help }) => `${message} ${help}`,
  );
  return new ConflictError(
    `change ${detail.id} cannot be published: ${reasons.join(' ')}`,
  );
}
