import { PublishedState } from '@internal/plugin-policies-node';
import { CerbosServer } from './CerbosServer';
import { Edition } from '../edition/editionOf';
import { Publication } from './Publication';

/**
 * What stands at the live server, once for each revision however many compiled sets of this process use
 * it. Puts and removals of a revision wait for each other. Other replicas have editions of their own.
 */
export class Publications {
  private readonly held = new Map<
    string,
    { users: number; publication: Publication; last: Promise<unknown> }
  >();

  constructor(
    private readonly options: { engine: string; server: CerbosServer },
  ) {}

  /** @returns files of policies that the server cannot use; then nothing stays there */
  async acquire(
    edition: Edition,
  ): Promise<{ handle?: PublicationHandle; unusable: string[] }> {
    const entry = this.held.get(edition.revision) ?? {
      users: 0,
      publication: new Publication({ ...this.options, edition }),
      last: Promise.resolve(),
    };
    this.held.set(edition.revision, entry);
    entry.users++;
    const run = <T>(work: () => Promise<T>): Promise<T> => {
      const done = entry.last.then(work, work);
      entry.last = done.catch(() => undefined);
      return done;
    };
    const forget = () => {
      if (!entry.users && this.held.get(edition.revision) === entry) {
        this.held.delete(edition.revision);
      }
    };
    const release = async () => {
      entry.users--;
      try {
        await run(async () => {
          if (!entry.users) {
            await entry.publication.remove();
          }
        });
      } finally {
        forget();
      }
    };
    let released: Promise<void> | undefined;
    try {
      const unusable = await run(() => entry.publication.put());
      if (unusable.length) {
        await release();
        return { unusable };
      }
    } catch (error) {
      entry.users--;
      forget();
      throw error;
    }
    return {
      unusable: [],
      handle: {
        verify: () => run(() => entry.publication.verify()),
        repair: () =>
          run(async () => {
            // What nobody uses any more is not put back.
            if (entry.users) {
              await entry.publication.put();
            }
          }),
        release: () => (released ??= release()),
      },
    };
  }
}

/** One use of a revision at the live server. */
export interface PublicationHandle {
  verify(): Promise<PublishedState>;
  repair(): Promise<void>;
  /** The last use takes the revision away. */
  release(): Promise<void>;
}
