import {
  CaseResult,
  Diagnostic,
  PolicyFile,
  PolicySetManifest,
  RegistryError,
  RevisionDetail,
  RevisionSummary,
} from '@internal/plugin-policies-common';

/** A registered policy set. */
export interface StoredSet {
  name: string;
  /** Name of the source it was read from. */
  source: string;
  location: string;
  /** Of the active revision, or of the newest files while there is none. */
  manifest: PolicySetManifest;
  activeRevision?: string;
  /** ISO time. */
  activatedAt?: string;
  /** Id of the change that made the active revision; absent when its source did. */
  activeChange?: string;
  /** Content address of the newest files, valid or not. */
  seenRevision?: string;
  /** Of the newest files. */
  diagnostics: Diagnostic[];
  /** Last results against the active revision. */
  caseResults: CaseResult[];
  /** Resource types of the active revision that are this set's: of two that claim one, one decides. */
  decides: string[];
  /** Changes with every write. */
  generation: string;
}

/** What the last read of the sources found beside sets. */
export interface RegistryState {
  refreshedAt?: string;
  errors: RegistryError[];
}

/** What became of a revision that a source brings. */
export type Activation =
  | { outcome: 'active' }
  /** A change leads the set, or another one of its place. */
  | { outcome: 'led'; set: string }
  /** A change published under this name once, and nobody approved this content. */
  | { outcome: 'unapproved' }
  /** Another set decides a type. */
  | { outcome: 'type-taken'; type: string; set: string };

/** Keeps policy sets and their revisions. */
export interface RegistryStore {
  /** Name and generation of every set, to see what changed. */
  listGenerations(): Promise<Map<string, string>>;
  getSets(names: string[]): Promise<StoredSet[]>;
  /**
   * Stores a revision, unless it is there, and makes it the active one, in one transaction. A set that
   * had another name at the same place is removed with it. Nothing is stored unless it becomes active.
   */
  activate(
    set: Omit<
      StoredSet,
      | 'activeRevision'
      | 'activatedAt'
      | 'activeChange'
      | 'decides'
      | 'generation'
    >,
    revision: { revision: string; files: PolicyFile[] },
  ): Promise<Activation>;
  /**
   * @returns the revision that was active last under a name that a change published once, whether it
   * is registered or not
   */
  findPublished(name: string): Promise<string | undefined>;
  /** Stores that the source of a set has other content now, which a change proposes, and where. */
  markSeen(
    set: Pick<StoredSet, 'name' | 'source' | 'location'>,
    seenRevision: string,
  ): Promise<void>;
  /** Keeps the active revision and stores why the newest files do not replace it. */
  markBroken(
    set: Pick<
      StoredSet,
      | 'name'
      | 'source'
      | 'location'
      | 'manifest'
      | 'seenRevision'
      | 'diagnostics'
    >,
  ): Promise<void>;
  /**
   * Takes a set out of the registry; its revisions stay.
   *
   * @returns false, with nothing removed, where a change leads it or there is none of this name
   */
  remove(name: string): Promise<boolean>;
  listRevisions(set: string): Promise<RevisionSummary[]>;
  getRevision(
    set: string,
    revision: string,
  ): Promise<RevisionDetail | undefined>;
  getState(): Promise<RegistryState>;
  setState(state: {
    refreshedAt: string;
    errors: RegistryError[];
  }): Promise<void>;
}
