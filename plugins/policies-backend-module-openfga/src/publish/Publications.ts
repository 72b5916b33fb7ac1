import {
  EngineFaultError,
  PublishedState,
  ServerLease,
} from '@internal/plugin-policies-node';
import { FgaRefusal } from '../server/FgaRefusal';
import { FgaServer, ModelPlace } from '../server/FgaServer';
import { StoreContent } from './StoreContent';

/** One use of a revision at the server. */
export interface PublicationHandle {
  /** Where it stands now: elsewhere after it was put there again. */
  place(): ModelPlace;
  verify(): Promise<PublishedState>;
  repair(): Promise<void>;
  /** The last use takes the revision away. */
  release(): Promise<void>;
}

interface Entry {
  users: number;
  place?: ModelPlace;
  /** By whom it was put there. */
  owner?: string;
  last: Promise<unknown>;
}

/**
 * Live revisions at the server, a store for each, once however many compiled sets of this process use
 * it. Puts and removals of a revision wait for each other. Other replicas have stores of their own.
 */
export class Publications {
  private readonly held = new Map<string, Entry>();

  constructor(
    private readonly options: {
      engine: string;
      server: FgaServer;
      lease: ServerLease;
    },
  ) {}

  /**
   * @param nameOf - name of the store, which tells set, revision and owner
   * @throws FgaRefusal when the server cannot use the content; then nothing stays there
   */
  async acquire(
    nameOf: (owner: string) => string,
    content: StoreContent,
  ): Promise<PublicationHandle> {
    const { engine, server, lease } = this.options;
    const name = nameOf('');
    const entry = this.held.get(name) ?? { users: 0, last: Promise.resolve() };
    this.held.set(name, entry);
    entry.users++;
    const run = <T>(work: () => Promise<T>): Promise<T> => {
      const done = entry.last.then(work, work);
      entry.last = done.catch(() => undefined);
      return done;
    };
    // Forgotten only once nothing of it is under way: who comes meanwhile waits for its end.
    const forget = () => {
      if (!entry.users && this.held.get(name) === entry) {
        this.held.delete(name);
      }
    };
    const release = async () => {
      entry.users--;
      try {
        await run(async () => {
          const held = entry.place;
          if (!entry.users && held) {
            entry.place = undefined;
            await server.deleteStore(held.storeId);
          }
        });
      } finally {
        forget();
      }
    };
    const put = async () => {
      await lease.begin();
      const { owner } = lease;
      const there = await this.put(
        nameOf(owner),
        content,
        entry.owner === owner ? entry.place : undefined,
      );
      const state = await content.verify(server, there);
      if (state.state !== 'in-sync') {
        throw new EngineFaultError(engine, state.message);
      }
      Object.assign(entry, { place: there, owner });
    };
    try {
      await run(put);
    } catch (error) {
      entry.users--;
      forget();
      throw error;
    }
    const isHeld = () => entry.owner !== undefined && lease.holds(entry.owner);
    const place = () => {
      if (!entry.place) {
        throw new EngineFaultError(
          engine,
          'serves this revision no more; ask again',
        );
      }
      if (!isHeld()) {
        throw new EngineFaultError(
          engine,
          'was not asked for so long that others may have taken this revision away; ask again',
        );
      }
      return entry.place;
    };
    const verify = async (): Promise<PublishedState> => {
      if (!isHeld()) {
        await lease.confirm();
      }
      return isHeld()
        ? content.verify(server, place())
        : {
            state: 'missing',
            message: 'was taken for that of a process that is gone',
          };
    };
    let released: Promise<void> | undefined;
    const told = <T>(work: () => Promise<T>) =>
      run(work).catch(error => {
        throw error instanceof FgaRefusal
          ? new EngineFaultError(engine, `refuses a call: ${error.message}`)
          : error;
      });
    return {
      place,
      verify: () => told(verify),
      // What nobody uses any more is not put back.
      repair: () => told(async () => (entry.users ? put() : undefined)),
      release: () => (released ??= release()),
    };
  }

  private async put(
    name: string,
    content: StoreContent,
    known: ModelPlace | undefined,
  ): Promise<ModelPlace> {
    const { server } = this.options;
    const there =
      known && (await server.hasStore(known.storeId))
        ? known.storeId
        : (await server.stores(name))[0]?.id;
    const storeId = there ?? (await server.createStore(name));
    try {
      return await content.put(server, storeId);
    } catch (error) {
      if (error instanceof FgaRefusal && !there) {
        await server.deleteStore(storeId);
      }
      throw error;
    }
  }
}
