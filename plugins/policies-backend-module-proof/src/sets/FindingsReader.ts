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
import { Findings, findFindings } from '../findings/findFindings';

/** A check waits for it. */
const SECONDS = 15;

/** What other features are told of findings. */
export class FindingsReader implements Omit<KnownProofs, 'pack'> {
  constructor(
    private readonly options: {
      asker: Asker;
      engines: ConfiguredEngines;
      sets: RegisteredSets;
      proofs: SetProofs;
    },
  ) {}

  async listOfActive(): Promise<Map<string, ProofFinding[]>> {
    const { sets, proofs } = this.options;
    return new Map(
      (await proofs.ofAll(sets.list())).flatMap(({ set, state, findings }) =>
        state === 'done' && findings ? [[set, findings] as const] : [],
      ),
    );
  }

  async findOfFiles(
    files: PolicyFile[],
    signal: AbortSignal,
  ): Promise<Findings | undefined> {
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
      return await findFindings(asking, bundle);
    } catch {
      signal.throwIfAborted();
      return undefined;
    }
  }
}
