import { NotFoundError } from '@backstage/errors';
import {
  CaseResult,
  Diagnostic,
  EngineStatus,
  FileAccount,
  isWithinRegulation,
  Page,
  PolicyDetail,
  PolicySetDetail,
  PolicySetSummary,
  PolicySummary,
  RevisionDetail,
  RevisionSummary,
} from '@internal/plugin-policies-common';
import {
  DecisionLog,
  listSetsAskedBy,
  observeConsumers,
  accountFiles,
  Deployments,
  noSuchSet,
  StoredSet,
  summarizePolicies,
  summarizeSet,
} from '@internal/plugin-policies-node';
import { EngineMonitor } from '../engines/EngineMonitor';
import { Engines } from '../engines/Engines';
import { leaveOutSets } from '../engines/leaveOutSets';
import { ListQuery, pageOf } from '../http/listQuery';
import { FirstRead } from './FirstRead';
import { LiveSets } from './LiveSets';
import { ReadOptions, RegistryReader } from './RegistryReader';
import { RegistryState } from './RegistryState';

/** {@link RegistryReader} over the sets this replica holds. */
export class DefaultRegistryReader implements RegistryReader {
  private readonly accounts = new WeakMap<StoredSet, FileAccount[]>();

  constructor(
    private readonly options: {
      liveSets: LiveSets;
      firstRead: FirstRead;
      deployments: Deployments;
      state: RegistryState;
      engines: Engines;
      engineMonitor: EngineMonitor;
      decisionLog: DecisionLog;
    },
  ) {}

  async listSets(
    query: ListQuery,
    options: ReadOptions,
  ): Promise<Page<PolicySetSummary>> {
    const wanted = matcher(query);
    const { caller } = query;
    const asked =
      caller === undefined
        ? undefined
        : await listSetsAskedBy(this.options.decisionLog, namesOf(caller));
    return pageOf(
      this.setsOf(options)
        .list()
        .map(summarizeSet)
        .filter(
          set =>
            (asked?.includes(set.name) ?? true) &&
            wanted.owned(set) &&
            wanted.text([set.name, set.title, set.description, ...set.tags]) &&
            wanted.is(set.engine, query.engine) &&
            wanted.is(set.health, query.health) &&
            wanted.is(set.lifecycle, query.lifecycle) &&
            wanted.is(set.name, query.set),
        ),
      query,
    );
  }

  async getSet(name: string, options: ReadOptions): Promise<PolicySetDetail> {
    const stored = this.find(name, options);
    return {
      ...summarizeSet(stored),
      policies: this.policiesOf(stored),
      types: stored.manifest.spec.types,
      source: stored.location,
      diagnostics: [...stored.diagnostics, ...(await this.troubleOf(name))],
      files: await this.filesOf(stored),
      vocabulary: this.options.liveSets.vocabularyOf(name),
      observedConsumers: await observeConsumers(this.options.decisionLog, name),
    };
  }

  async listPolicies(
    query: ListQuery,
    options: ReadOptions,
  ): Promise<Page<PolicySummary>> {
    const wanted = matcher(query);
    return pageOf(
      this.setsOf(options)
        .list()
        .filter(
          ({ name, manifest }) =>
            wanted.is(name, query.set) &&
            wanted.is(manifest.spec.engine, query.engine),
        )
        .flatMap(stored => this.policiesOf(stored))
        .filter(
          policy =>
            wanted.owned(policy) &&
            wanted.text([
              policy.set,
              policy.name,
              policy.title,
              policy.description,
              ...policy.regulations,
            ]) &&
            wanted.is(policy.lifecycle, query.lifecycle) &&
            (query.regulation === undefined ||
              policy.regulations.some(name =>
                isWithinRegulation(name, query.regulation!),
              )),
        ),
      query,
    );
  }

  async getPolicy(
    set: string,
    name: string,
    options: ReadOptions,
  ): Promise<PolicyDetail> {
    const stored = this.find(set, options);
    const policy = this.policiesOf(stored).find(known => known.name === name);
    if (!policy) {
      throw new NotFoundError(
        `policy set '${set}' has no policy '${name}'; it has ${stored.manifest.spec.policies
          .map(known => `'${known.name}'`)
          .join(', ')}`,
      );
    }
    const revision = stored.activeRevision
      ? await this.options.deployments.getRevision(set, stored.activeRevision)
      : undefined;
    return {
      ...policy,
      setTitle: stored.manifest.metadata.title,
      engine: stored.manifest.spec.engine,
      revision: stored.activeRevision ?? '',
      sources: (revision?.files ?? []).filter(({ path }) =>
        policy.files.includes(path),
      ),
      cases: stored.caseResults.filter(
        result =>
          result.case.expect.policies?.includes(name) ||
          result.policies?.includes(name),
      ),
    };
  }

  async listRevisions(
    set: string,
    query: ListQuery,
    options: ReadOptions,
  ): Promise<Page<RevisionSummary>> {
    this.find(set, options);
    return pageOf(await this.options.deployments.listRevisions(set), query);
  }

  async getRevision(
    set: string,
    revision: string,
    options: ReadOptions,
  ): Promise<RevisionDetail> {
    const stored = this.find(set, options);
    const wanted = revision === 'active' ? stored.activeRevision : revision;
    const detail =
      wanted && (await this.options.deployments.getRevision(set, wanted));
    if (!detail) {
      throw new NotFoundError(
        `policy set '${set}' has no revision '${revision}'; GET /api/policies/sets/${set}/revisions lists them`,
      );
    }
    return detail;
  }

  async listCases(
    set: string,
    query: ListQuery,
    options: ReadOptions,
  ): Promise<Page<CaseResult>> {
    return pageOf(this.find(set, options).caseResults, query);
  }

  async listEngines(options: ReadOptions): Promise<Page<EngineStatus>> {
    const sets = this.setsOf(options);
    const items = this.options.engineMonitor
      .list()
      .map(status =>
        leaveOutSets(status, name => sets.find(name) !== undefined),
      );
    return { items, total: items.length };
  }

  /** Revisions never change: their files are looked at once for each state of the set. */
  private async filesOf(stored: StoredSet): Promise<FileAccount[]> {
    const { deployments, engines } = this.options;
    const { name, activeRevision, manifest } = stored;
    if (!activeRevision || !engines.has(manifest.spec.engine)) {
      return [];
    }
    const known = this.accounts.get(stored);
    if (known) {
      return known;
    }
    const revision = await deployments.getRevision(name, activeRevision);
    const { account } = accountFiles(
      revision?.files ?? [],
      manifest,
      engines.get(manifest.spec.engine),
    );
    this.accounts.set(stored, account);
    return account;
  }

  /** What its source does to a set that keeps serving. */
  private async troubleOf(name: string): Promise<Diagnostic[]> {
    const { errors } = await this.options.state.get();
    return errors
      .filter(({ set }) => set === name)
      .map(({ message, help }) => ({
        severity: 'warning',
        source: 'portal',
        message,
        help,
      }));
  }

  private setsOf({ readable }: ReadOptions): Pick<LiveSets, 'list' | 'find'> {
    return readable ?? this.options.liveSets;
  }

  private find(name: string, options: ReadOptions): StoredSet {
    const stored = this.setsOf(options).find(name);
    if (!stored) {
      this.options.firstRead.expectEnded(`policy set '${name}'`);
      throw noSuchSet(name);
    }
    return stored;
  }

  private policiesOf(stored: StoredSet): PolicySummary[] {
    const { engine } = stored.manifest.spec;
    return summarizePolicies(
      stored,
      this.options.engines.has(engine)
        ? this.options.engines.get(engine)
        : undefined,
    );
  }
}

function matcher(query: ListQuery) {
  const words = (query.query ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const is = (value: string, wanted: string | undefined) =>
    wanted === undefined || value === wanted;
  return {
    is,
    text: (texts: Array<string | undefined>) => {
      const all = texts.join(' ').toLowerCase();
      return words.every(word => all.includes(word));
    },
    /** Owner and domain match as full references or by name. */
    owned: ({ owner, domain }: { owner: string; domain: string }) =>
      named(owner, query.owner) && named(domain, query.domain),
  };
}

/** A service is logged by its reference or by its bare name, as the subject of its token says it. */
function namesOf(caller: string): string[] {
  return [...new Set([caller, caller.slice(caller.lastIndexOf('/') + 1)])];
}

function named(ref: string, wanted: string | undefined): boolean {
  return wanted === undefined || ref === wanted || ref.endsWith(`/${wanted}`);
}
