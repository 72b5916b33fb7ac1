import {
  AnalyzerStatus,
  AnalyzerVersions,
  InvariantProof,
} from '@internal/plugin-policies-common';
import { Clock } from '@internal/plugin-policies-node';
import { Asker, AskingLimits } from '../asking/Asker';
import { reachAnalyzer } from '../asking/reachAnalyzer';
import { Refusals } from './Refusals';
import { ReadRevision } from '../revision/readRevision';
import { generateRequests } from '../search/generateRequests';
import { undecidedInvariant, withSearched } from './describeProof';
import { proveInvariants, ProvenInvariants } from './proveInvariants';
import { SearchedSet, searchInvariants } from './searchInvariants';

/** Whether a revision keeps its invariants, and how that is known. */
export interface ToldInvariants extends ProvenInvariants {
  /** Absent where no analyzer was asked. */
  versions?: AnalyzerVersions;
  status?: AnalyzerStatus;
  /** Why nothing is proven, a sentence each. */
  limits: string[];
}

/** How far it goes. */
export interface ProverLimits extends AskingLimits {
  /** Most that are tried of what is not proven. */
  requests: number;
  /** Whether they are tried too where nothing can be proven at all; by default true. */
  searchesInstead?: boolean;
  /** Told how many invariants are done. */
  onDone?(done: number): Promise<void>;
}

type Ways = Pick<SearchedSet, 'use' | 'useOther'>;

/** Of the time, what is for questions: the rest is for requests that are tried where they have no answer. */
const SHARE_OF_PROOFS = 0.7;

/** Tells whether revisions keep their invariants: proven where that can be, and searched elsewhere. */
export class InvariantProver {
  private readonly refusals: Refusals;

  constructor(
    private readonly options: {
      asker: Asker;
      clock: Clock;
    } & ConstructorParameters<typeof Refusals>[0],
  ) {
    this.refusals = new Refusals(options);
  }

  async tell(
    revision: ReadRevision,
    ways: Ways,
    limits: ProverLimits,
  ): Promise<ToldInvariants> {
    const { bundle, invariants } = revision;
    const { keeps = true, signal } = limits;
    // What nobody keeps nobody refused.
    const known = keeps
      ? await this.refusals.listBroken(revision, ways, signal)
      : [];
    const isKnown = new Set(known.map(({ invariant }) => invariant));
    const told = await this.look(
      { ...revision, invariants: invariants.filter(one => !isKnown.has(one)) },
      ways,
      limits,
    );
    if (keeps) {
      await this.refusals.keep(bundle, told.proofs);
    }
    const all = [...known, ...told.proofs];
    return {
      ...told,
      proofs: invariants.map(
        one => all.find(({ invariant }) => invariant === one)!,
      ),
    };
  }

  private async look(
    revision: ReadRevision,
    ways: Ways,
    limits: ProverLimits,
  ): Promise<ToldInvariants> {
    const { bundle, engine, invariants } = revision;
    const { reached, status, because } = await reachAnalyzer(
      engine,
      bundle.manifest.spec.engine,
    );
    let reason = because;
    if (reached) {
      try {
        const seconds = SHARE_OF_PROOFS * limits.seconds;
        const { asker, clock } = this.options;
        const { waitSeconds } = limits;
        const end = clock.steady() / 1_000 + seconds + (waitSeconds ?? 0);
        const { proofs, disagreements } = await proveInvariants(
          own =>
            asker.begin(reached, {
              ...limits,
              seconds: own,
              // All of them wait for no longer than one.
              waitSeconds:
                waitSeconds && Math.max(0, end - own - clock.steady() / 1_000),
            }),
          { bundle, invariants },
          { seconds, onDone: limits.onDone },
        );
        return {
          proofs: await this.searchUndecided(revision, proofs, ways, {
            ...limits,
            seconds: limits.seconds - seconds,
          }),
          disagreements,
          versions: reached.versions,
          status,
          limits: [],
        };
      } catch (error) {
        limits.signal.throwIfAborted();
        reason = `Nothing can be proven of it: ${(error as Error).message}`;
      }
    }
    const { searchesInstead = true } = limits;
    return {
      proofs: searchesInstead
        ? await this.search(revision, ways, limits)
        : invariants.map(invariant =>
            undecidedInvariant(invariant, 'It was not looked at yet.'),
          ),
      disagreements: [],
      status,
      limits: reason === undefined ? [] : [reason],
    };
  }

  /** A request that is found breaks what no proof was found for; that none is found is no proof. */
  private async searchUndecided(
    revision: ReadRevision,
    proofs: InvariantProof[],
    ways: Ways,
    limits: ProverLimits,
  ): Promise<InvariantProof[]> {
    const undecided = proofs.filter(({ state }) => state === 'undecided');
    if (!undecided.length) {
      return proofs;
    }
    const invariants = undecided.map(({ invariant }) => invariant);
    let searched: InvariantProof[];
    try {
      searched = await this.search({ ...revision, invariants }, ways, limits);
    } catch (error) {
      limits.signal.throwIfAborted();
      searched = invariants.map(invariant =>
        undecidedInvariant(invariant, (error as Error).message),
      );
    }
    return proofs.map(proof => {
      const found = searched[undecided.indexOf(proof)];
      return found ? withSearched(proof, found) : proof;
    });
  }

  private async search(
    revision: ReadRevision,
    ways: Ways,
    { seconds, requests, signal }: ProverLimits,
  ): Promise<InvariantProof[]> {
    const { bundle, engine, invariants } = revision;
    const { clock } = this.options;
    if (!engine.analyzer) {
      return invariants.map(invariant =>
        undecidedInvariant(
          invariant,
          `Engine '${bundle.manifest.spec.engine}' has nothing that tells what an invariant matches.`,
        ),
      );
    }
    const end = clock.steady() + seconds * 1_000;
    return searchInvariants(
      { bundle, invariants, analyzer: engine.analyzer, ...ways },
      generateRequests([revision], requests),
      { signal, isOver: () => clock.steady() > end },
    );
  }
}
