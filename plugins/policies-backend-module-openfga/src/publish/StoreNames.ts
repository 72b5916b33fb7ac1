import { LeasedServer } from '@internal/plugin-policies-node';
import { FgaServer } from '../server/FgaServer';

/**
 * Names of the stores of live revisions, `<prefix>/<set>/<revision>/<owner>`, and of the notes of their
 * owners, `<prefix>-alive/<owner>/<note>`. A store can be made and deleted, but not changed: a new note
 * is a new store.
 */
export class StoreNames implements LeasedServer {
  private readonly revision: RegExp;
  private readonly alive: RegExp;
  private notes = 0;

  constructor(
    private readonly prefix: string,
    private readonly server: FgaServer,
  ) {
    const start = prefix.replace(/\./g, '\\.');
    this.revision = new RegExp(`^${start}/[^/]+/[^/]+/([0-9a-f]{10})$`);
    this.alive = new RegExp(`^${start}-alive/([0-9a-f]{10})/([0-9a-z]+)$`);
  }

  /** Name of the store of a revision: OpenFGA takes 64 characters. */
  of(set: string, revision: string, owner: string): string {
    return [
      this.prefix,
      set.replace(/[^\w.-]/g, '-').slice(0, 18),
      revision.slice(0, 20),
      owner,
    ].join('/');
  }

  async renew(owner: string): Promise<void> {
    const { server } = this;
    const before = (await server.stores()).filter(
      ({ name }) => this.alive.exec(name)?.[1] === owner,
    );
    const note = (this.notes++).toString(36);
    await server.createStore(`${this.prefix}-alive/${owner}/${note}`);
    for (const { id } of before) {
      await server.deleteStore(id);
    }
  }

  async owners(): Promise<Map<string, string | undefined>> {
    const owners = new Map<string, string | undefined>();
    for (const { name } of await this.server.stores()) {
      const [, owner] = this.revision.exec(name) ?? [];
      const [, alive, note] = this.alive.exec(name) ?? [];
      if (alive !== undefined) {
        owners.set(alive, note);
      } else if (owner !== undefined && !owners.has(owner)) {
        owners.set(owner, undefined);
      }
    }
    return owners;
  }

  removeNote(owner: string): Promise<void> {
    return this.delete(this.alive, owner);
  }

  remove(owner: string): Promise<void> {
    return this.delete(this.revision, owner);
  }

  private async delete(names: RegExp, owner: string): Promise<void> {
    for (const { id, name } of await this.server.stores()) {
      if (names.exec(name)?.[1] === owner) {
        await this.server.deleteStore(id);
      }
    }
  }
}
