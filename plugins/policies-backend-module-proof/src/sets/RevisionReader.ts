import {
  AnalyzerStatus,
  InvariantProof,
  ProofFinding,
} from '@internal/plugin-policies-common';
import { Asker } from '../asking/Asker';
import { reachAnalyzer } from '../asking/reachAnalyzer';
import { ReadRevision } from '../revision/readRevision';
import { findFindings } from '../findings/findFindings';
import { InvariantProver, ProverLimits } from '../invariants/InvariantProver';
import { SearchedSet } from '../invariants/searchInvariants';

/** All that is told of one revision. */
export interface ToldRevision {
  status?: AnalyzerStatus;
  proofs: InvariantProof[];
  /** Absent where nothing can be told. */
  findings?: ProofFinding[];
  limits: string[];
}

/** Which part is told. */
export type RevisionPart = 'invariants' | 'findings';

/** Tells of one revision whether it keeps its invariants, and what its owners would want to know of it. */
export class RevisionReader {
  constructor(
    private readonly options: { asker: Asker; prover: InvariantProver },
  ) {}

  async tell(
    revision: ReadRevision,
    ways: Pick<SearchedSet, 'use' | 'useOther'>,
    limits: ProverLimits,
    parts: readonly RevisionPart[] = ['invariants', 'findings'],
  ): Promise<ToldRevision> {
    const invariants = parts.includes('invariants')
      ? await this.options.prover.tell(revision, ways, limits)
      : undefined;
    const found = parts.includes('findings')
      ? await this.find(revision, limits)
      : undefined;
    return {
      status: invariants?.status ?? found?.status,
      proofs: invariants?.proofs ?? [],
      findings: found?.findings,
      limits: [
        ...new Set([
          ...(invariants?.limits ?? []),
          ...(invariants?.disagreements ?? []),
          ...(found?.limits ?? []),
        ]),
      ],
    };
  }

  private async find(
    { bundle, engine }: ReadRevision,
    limits: ProverLimits,
  ): Promise<Omit<ToldRevision, 'proofs'>> {
    const { reached, status, because } = await reachAnalyzer(
      engine,
      bundle.manifest.spec.engine,
    );
    if (!reached) {
      return { status, limits: [because!] };
    }
    try {
      const { findings, undecided } = await findFindings(
        this.options.asker.begin(reached, limits),
        bundle,
      );
      return {
        status,
        findings,
        limits: undecided.length
          ? [
              `${undecided.length} question${
                undecided.length === 1 ? '' : 's'
              } about findings had no answer, so that some may be missing: ${
                undecided[0]
              }`,
            ]
          : [],
      };
    } catch (error) {
      limits.signal.throwIfAborted();
      return {
        status,
        limits: [`Nothing can be proven of it: ${(error as Error).message}`],
      };
    }
  }
}
