import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  CaseResult,
  EngineStatus,
  Page,
  PolicyDetail,
  PolicySetDetail,
  PolicySetSummary,
  PolicySummary,
  RevisionDetail,
  RevisionSummary,
} from '@internal/plugin-policies-common';
import { ReadableSets } from '@internal/plugin-policies-node';
import { ListQuery } from '../http/listQuery';

/** Who asks, and what they may read; without `readable` all sets. */
export interface ReadOptions {
  credentials: BackstageCredentials;
  readable?: ReadableSets;
}

/** Everything that can be read of the registry. Unknown names throw `NotFoundError`. */
export interface RegistryReader {
  listSets(
    query: ListQuery,
    options: ReadOptions,
  ): Promise<Page<PolicySetSummary>>;
  getSet(set: string, options: ReadOptions): Promise<PolicySetDetail>;
  listPolicies(
    query: ListQuery,
    options: ReadOptions,
  ): Promise<Page<PolicySummary>>;
  getPolicy(
    set: string,
    policy: string,
    options: ReadOptions,
  ): Promise<PolicyDetail>;
  listRevisions(
    set: string,
    query: ListQuery,
    options: ReadOptions,
  ): Promise<Page<RevisionSummary>>;
  /** @param revision - sha256 in hex, or `active` */
  getRevision(
    set: string,
    revision: string,
    options: ReadOptions,
  ): Promise<RevisionDetail>;
  listCases(
    set: string,
    query: ListQuery,
    options: ReadOptions,
  ): Promise<Page<CaseResult>>;
  listEngines(options: ReadOptions): Promise<Page<EngineStatus>>;
}
