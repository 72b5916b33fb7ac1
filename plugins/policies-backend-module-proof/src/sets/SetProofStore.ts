import { InvariantProof, ProofFinding } from '@internal/plugin-policies-common';
import { Knex } from 'knex';

/** What was told of a revision of a set. */
export interface StoredProof {
  set: string;
  revision: string;
  /** Of all that it comes from: once they are others it is told anew. */
  versions: string;
  /** ISO time. */
  checkedAt: string;
  invariants: InvariantProof[];
  /** Absent where nothing can be told. */
  findings?: ProofFinding[];
  limits: string[];
}

/** What is known of the active revisions of sets, for all replicas. */
export interface SetProofStore {
  find(set: string, revision: string): Promise<StoredProof | undefined>;
  /** Of all sets, by `<set> <revision>`. */
  list(): Promise<Map<string, StoredProof>>;
  /** Versions by revision and set, as `<set> <revision>`. */
  listVersions(): Promise<Map<string, string>>;
  /** Keeps it in place of what was told of the set before. */
  save(tx: Knex.Transaction, proof: StoredProof): Promise<void>;
  /** Forgets what was told of all other sets. */
  keepOnly(sets: string[]): Promise<void>;
}
