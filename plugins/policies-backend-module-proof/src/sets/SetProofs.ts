import { SetProof } from '@internal/plugin-policies-common';
import {
  ConfiguredEngines,
  RegisteredSets,
  StoredSet,
} from '@internal/plugin-policies-node';
import { AnalyzerAccess, reachAnalyzer } from '../asking/reachAnalyzer';
import { undecidedInvariant } from '../invariants/describeProof';
import { SetProofStore, StoredProof } from './SetProofStore';
import { versionsKey } from './versionsKey';

/** What is known of the active revisions of sets. */
export class SetProofs {
  constructor(
    private readonly options: {
      sets: RegisteredSets;
      engines: ConfiguredEngines;
      store: SetProofStore;
    },
  ) {}

  async of(set: StoredSet): Promise<SetProof> {
    const { name, activeRevision } = set;
    return this.describe(
      set,
      activeRevision === undefined
        ? undefined
        : await this.options.store.find(name, activeRevision),
    );
  }

  /** Of several at once, in their order. */
  async ofAll(sets: StoredSet[]): Promise<SetProof[]> {
    const known = await this.options.store.list();
    return Promise.all(
      sets.map(set =>
        this.describe(set, known.get(`${set.name} ${set.activeRevision}`)),
      ),
    );
  }

  /** Names of sets whose active revision was not looked at yet, or by something else than there is now. */
  async listOutdated(): Promise<string[]> {
    const { sets, store } = this.options;
    const known = await store.listVersions();
    const outdated: string[] = [];
    for (const set of sets.list()) {
      if (set.activeRevision === undefined) {
        continue;
      }
      const { reached } = await this.reach(set);
      const versions = known.get(`${set.name} ${set.activeRevision}`);
      if (versions !== versionsKey(reached?.versions)) {
        outdated.push(set.name);
      }
    }
    return outdated;
  }

  private async describe(
    set: StoredSet,
    stored: StoredProof | undefined,
  ): Promise<SetProof> {
    const { name, activeRevision: revision } = set;
    const access = await this.reach(set);
    const common = { set: name, revision, analyzer: access.status };
    if (!stored) {
      return {
        ...common,
        state: revision === undefined ? 'done' : 'waiting',
        invariants: this.invariantsOf(name).map(invariant =>
          undecidedInvariant(invariant, 'It is being looked at.'),
        ),
        limits:
          revision === undefined ? ['No revision of the set is active.'] : [],
      };
    }
    const { checkedAt, invariants, findings, limits } = stored;
    return {
      ...common,
      state: isOutdated(stored, access) ? 'waiting' : 'done',
      checkedAt,
      invariants,
      findings,
      limits,
    };
  }

  private async reach({ manifest }: StoredSet): Promise<AnalyzerAccess> {
    const { engines } = this.options;
    const { engine } = manifest.spec;
    return engines.has(engine)
      ? reachAnalyzer(engines.get(engine), engine)
      : { because: `Engine '${engine}' is not configured.` };
  }

  /** As the set says that this replica serves. */
  private invariantsOf(name: string) {
    try {
      return this.options.sets.serving(name).compiled.invariants ?? [];
    } catch {
      return [];
    }
  }
}

function isOutdated(
  { versions }: StoredProof,
  { reached }: AnalyzerAccess,
): boolean {
  return versions !== versionsKey(reached?.versions);
}
