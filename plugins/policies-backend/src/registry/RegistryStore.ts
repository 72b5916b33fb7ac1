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
  /** Changes with every write. */
  generation: string;
}

/** What the last read of the sources found beside sets. */
export interface RegistryState {
  refreshedAt?: string;
  errors: RegistryError[];
}

/** Keeps policy sets and their revisions. */
export interface RegistryStore {
  /** Name and generation of every set, to see what changed. */
  listGenerations(): Promise<Map<string, string>>;
  getSets(names: string[]): Promise<StoredSet[]>;
  /**
   * Stores a revision, unless it is there, and makes it the active one, in one transaction.
   *
   * @returns false, with nothing stored, where a change made another revision active: it is not
   * overwritten
   */
  activate(
    set: Omit<
      StoredSet,
      'activeRevision' | 'activatedAt' | 'activeChange' | 'generation'
    >,
    revision: { revision: string; files: PolicyFile[] },
  ): Promise<boolean>;
  /** Stores that the source of a set has other content now, which a change proposes. */
  markSeen(name: string, seenRevision: string): Promise<void>;
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
  /** Takes a set out of the registry; its revisions stay. */
  remove(name: string): Promise<void>;
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
