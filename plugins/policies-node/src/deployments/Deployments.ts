import {
  CaseResult,
  Diagnostic,
  HistoryEntry,
  PolicyFile,
  PolicySetManifest,
  RevisionDetail,
  RevisionSummary,
} from '@internal/plugin-policies-common';
import { Knex } from 'knex';

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
  /** Who says which revision is active: the source, or changes in the portal. */
  ledBy: 'source' | 'portal';
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

/** What became of a revision that a source brings. */
export type Activation =
  | { outcome: 'active' }
  /** The portal leads the set, or another one of its place. */
  | { outcome: 'led'; set: string }
  /** A change published under this name once, and nobody approved this content. */
  | { outcome: 'unapproved' }
  /** Another set decides a type. */
  | { outcome: 'type-taken'; type: string; set: string };

/** What is stored beside a revision as it becomes active. */
export interface NewActive {
  manifest: PolicySetManifest;
  diagnostics: Diagnostic[];
  caseResults: CaseResult[];
}

/** The replacement of an active revision by another one. */
export interface Switch {
  set: string;
  /** The revision that is active until then; without it the set is registered. */
  from?: string;
  to: string;
  active: NewActive;
  kind: 'published' | 'rolled-back';
  /** Who leads the set from then on; absent: who did before. A source that holds `to` and led it before leads again. */
  ledBy?: 'portal';
  by: string;
  reason: string;
  /** Id of the change that is published; of a roll-back it is found in the history. */
  change?: string;
  /** Writes what has to hold together with the switch: where it throws, nothing is switched. */
  within?(tx: Knex.Transaction, entry: HistoryEntry): Promise<void>;
}

/**
 * Keeps which revision of each policy set is active, since when and by whom, and the revisions. Nobody
 * else writes or reads the tables `policy_sets`, `policy_history` and `policy_resource_types`.
 */
export interface Deployments {
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
      | 'ledBy'
      | 'decides'
      | 'generation'
    >,
    revision: { revision: string; files: PolicyFile[] },
  ): Promise<Activation>;
  /**
   * Makes another revision the active one, all or nothing, with what is written `within`.
   *
   * @throws ConflictError when `from` is not the active revision any more, the set is there already, or
   * another one decides a resource type
   */
  switch(options: Switch): Promise<HistoryEntry>;
  /** Every switch of a set, newest first. */
  listHistory(set: string): Promise<HistoryEntry[]>;
  /** Every switch by publication or roll-back of some sets, oldest first. */
  listSwitches(sets: string[]): Promise<HistoryEntry[]>;
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
   * @returns false, with nothing removed, where the portal leads it or there is none of this name
   */
  remove(name: string): Promise<boolean>;
  listRevisions(set: string): Promise<RevisionSummary[]>;
  getRevision(
    set: string,
    revision: string,
  ): Promise<RevisionDetail | undefined>;
}
