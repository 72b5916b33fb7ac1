import {
  AnalyzerStatus,
  AnalyzerVersions,
  InvariantProof,
} from '@internal/plugin-policies-common';
import { Clock } from '@internal/plugin-policies-node';
import { Asker, AskingLimits } from '../asking/Asker';
import { reachAnalyzer } from '../asking/reachAnalyzer';
import { ReadRevision } from '../revision/readRevision';
import { generateRequests } from '../search/generateRequests';
import { undecidedInvariant } from './describeProof';
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
  /** Most that are tried where nothing can be proven; 0 for none. */
  requests: number;
  /** Told how many invariants are done. */
  onDone?(done: number): Promise<void>;
}

/** Tells whether revisions keep their invariants: proven where that can be, and searched elsewhere. */
export class InvariantProver {
  constructor(private readonly options: { asker: Asker; clock: Clock }) {}

  async tell(
    revision: ReadRevision,
    ways: Pick<SearchedSet, 'use' | 'useOther'>,
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
        const proven = await proveInvariants(
          this.options.asker.begin(reached, limits),
          bundle,
          invariants,
          limits.onDone,
        );
        return { ...proven, versions: reached.versions, status, limits: [] };
      } catch (error) {
        limits.signal.throwIfAborted();
        reason = `Nothing can be proven of it: ${(error as Error).message}`;
      }
    }
    return {
      proofs: await this.search(revision, ways, limits),
      disagreements: [],
      status,
      limits: reason === undefined ? [] : [reason],
    };
  }

  private async search(
    revision: ReadRevision,
    ways: Pick<SearchedSet, 'use' | 'useOther'>,
    { seconds, requests, signal }: ProverLimits,
  ): Promise<InvariantProof[]> {
    const { bundle, engine, invariants } = revision;
    const { clock } = this.options;
    if (!requests) {
      return invariants.map(invariant =>
        undecidedInvariant(invariant, 'It was not looked at yet.'),
      );
    }
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
