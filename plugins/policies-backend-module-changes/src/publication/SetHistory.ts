import { HistoryEntry } from '@internal/plugin-policies-common';
import { Deployments } from '@internal/plugin-policies-node';
import { ChangeStore } from '../ChangeStore';
import { ReadableChanges } from '../rights/ReadableChanges';

/** Every switch of the active revision of a set, and the change that made it. */
export class SetHistory {
  constructor(
    private readonly options: {
      deployments: Pick<Deployments, 'listHistory'>;
      store: Pick<ChangeStore, 'filterReadable'>;
    },
  ) {}

  /**
   * Newest first.
   *
   * @param readable - the changes that are named, with their titles; by default all
   */
  async list(
    set: string,
    readable: ReadableChanges = 'all',
  ): Promise<HistoryEntry[]> {
    const { deployments, store } = this.options;
    const entries = await deployments.listHistory(set);
    if (readable === 'all') {
      return entries;
    }
    const told = await store.filterReadable(
      entries.flatMap(({ change }) => change ?? []),
      readable,
    );
    return entries.map(entry =>
      entry.change === undefined || told.has(entry.change)
        ? entry
        : { ...entry, reason: undefined, change: undefined },
    );
  }
}
