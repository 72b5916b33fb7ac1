import { DatabaseService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { SetProofStore, StoredProof } from './SetProofStore';

interface ProofRow {
  set: string;
  revision: string;
  versions: string;
  checked_ms: number | string;
  proof: string;
}

/** {@link SetProofStore} in the plugin's database: SQLite or Postgres. */
export class DatabaseSetProofStore implements SetProofStore {
  static async create(
    database: DatabaseService,
  ): Promise<DatabaseSetProofStore> {
    return new DatabaseSetProofStore(await database.getClient());
  }

  private constructor(private readonly db: Knex) {}

  async find(set: string, revision: string): Promise<StoredProof | undefined> {
    const row = await rows(this.db).where({ set, revision }).first();
    return row && toProof(row);
  }

  async list(): Promise<Map<string, StoredProof>> {
    const all = await rows(this.db).select();
    return new Map(
      all.map(row => [`${row.set} ${row.revision}`, toProof(row)]),
    );
  }

  async listVersions(): Promise<Map<string, string>> {
    const all = await rows(this.db).select('set', 'revision', 'versions');
    return new Map(
      all.map(({ set, revision, versions }) => [
        `${set} ${revision}`,
        versions,
      ]),
    );
  }

  async save(
    tx: Knex.Transaction,
    { set, revision, versions, checkedAt, ...proof }: StoredProof,
  ): Promise<void> {
    await rows(tx).where({ set }).delete();
    await rows(tx)
      .insert({
        set,
        revision,
        versions,
        checked_ms: Date.parse(checkedAt),
        proof: JSON.stringify(proof),
      })
      // Of two that come at once either will do.
      .onConflict(['set', 'revision'])
      .merge();
  }

  async keepOnly(sets: string[]): Promise<void> {
    await rows(this.db).whereNotIn('set', sets).delete();
  }
}

function toProof({
  set,
  revision,
  versions,
  checked_ms,
  proof,
}: ProofRow): StoredProof {
  return {
    set,
    revision,
    versions,
    checkedAt: new Date(Number(checked_ms)).toISOString(),
    ...JSON.parse(proof),
  };
}

function rows(db: Knex | Knex.Transaction) {
  return db<ProofRow>('policy_set_proofs');
}
