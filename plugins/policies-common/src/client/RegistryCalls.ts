import { CaseResult } from '../wire/cases';
import { EngineStatus } from '../wire/engines';
import { Overview } from '../wire/overview';
import { Page } from '../wire/page';
import { PolicyDetail, PolicySummary } from '../wire/policies';
import { PolicyListOptions, SetListOptions } from '../wire/queries';
import { RevisionDetail, RevisionSummary } from '../wire/revisions';
import { PolicySetDetail, PolicySetSummary } from '../wire/sets';
import { escapedPath } from './escapedPath';
import { PoliciesHttp } from './PoliciesHttp';

/** Sets, their policies, revisions and cases, and the engines that decide by them. */
export class RegistryCalls extends PoliciesHttp {
  getOverview(): Promise<Overview> {
    return this.get('/overview');
  }

  listSets(options: SetListOptions = {}): Promise<Page<PolicySetSummary>> {
    return this.get('/sets', options);
  }

  /** Reads all sets, page by page. */
  listAllSets(): Promise<PolicySetSummary[]> {
    return this.getAll('/sets');
  }

  getSet(set: string): Promise<PolicySetDetail> {
    return this.get(escapedPath`/sets/${set}`);
  }

  listPolicies(options: PolicyListOptions = {}): Promise<Page<PolicySummary>> {
    return this.get('/policies', options);
  }

  /**
   * Reads all policies, page by page.
   *
   * @param options - `set` narrows them to one set
   */
  listAllPolicies(options: { set?: string } = {}): Promise<PolicySummary[]> {
    return this.getAll('/policies', options);
  }

  getPolicy(set: string, policy: string): Promise<PolicyDetail> {
    return this.get(escapedPath`/sets/${set}/policies/${policy}`);
  }

  listRevisions(set: string): Promise<Page<RevisionSummary>> {
    return this.get(escapedPath`/sets/${set}/revisions`);
  }

  /** @param revision - sha256 in hex, or `active` */
  getRevision(set: string, revision: string): Promise<RevisionDetail> {
    return this.get(escapedPath`/sets/${set}/revisions/${revision}`);
  }

  listCases(set: string): Promise<Page<CaseResult>> {
    return this.get(escapedPath`/sets/${set}/cases`);
  }

  listEngines(): Promise<Page<EngineStatus>> {
    return this.get('/engines');
  }

  /**
   * Puts active revisions into an engine again.
   *
   * @param set - only this one; by default all of the engine's
   * @returns how the engine does afterwards
   */
  repairEngine(engine: string, set?: string): Promise<EngineStatus> {
    return this.post(
      escapedPath`/engines/${engine}/repair`,
      set === undefined ? {} : { set },
    );
  }

  /** Has the registry read its sources now. */
  async refresh(): Promise<void> {
    await this.request('/registry/refresh', { method: 'POST', body: {} });
  }
}
