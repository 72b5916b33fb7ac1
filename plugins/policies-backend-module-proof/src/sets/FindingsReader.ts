import { PolicyFile, ProofFinding } from '@internal/plugin-policies-common';
import {
  checkBundle,
  ConfiguredEngines,
  KnownProofs,
  RegisteredSets,
} from '@internal/plugin-policies-node';
import { Asker } from '../asking/Asker';
import { reachAnalyzer } from '../asking/reachAnalyzer';
import { SetProofs } from './SetProofs';
import { findFindings } from '../findings/findFindings';

/** A check waits for it. */
const SECONDS = 30;

/** What other features are told of findings. */
export class FindingsReader implements KnownProofs {
  constructor(
    private readonly options: {
      asker: Asker;
      engines: ConfiguredEngines;
      sets: RegisteredSets;
      proofs: SetProofs;
    },
  ) {}

  async findOfActive(set: string): Promise<ProofFinding[] | undefined> {
    const stored = this.options.sets.find(set);
    const proof = stored && (await this.options.proofs.of(stored));
    return proof?.state === 'done' ? proof.findings : undefined;
  }

  async findOfFiles(
    files: PolicyFile[],
    signal: AbortSignal,
  ): Promise<ProofFinding[] | undefined> {
    const { asker, engines } = this.options;
    const { ready } = checkBundle(files, engines);
    if (!ready) {
      return undefined;
    }
    const { engine, bundle } = ready;
    const { reached } = await reachAnalyzer(
      engine,
      bundle.manifest.spec.engine,
    );
    if (!reached) {
      return undefined;
    }
    try {
      const asking = asker.begin(reached, { seconds: SECONDS, signal });
      return (await findFindings(asking, bundle)).findings;
    } catch {
      signal.throwIfAborted();
      return undefined;
    }
  }
}
