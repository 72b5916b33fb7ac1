import { AuthService } from '@backstage/backend-plugin-api';
import {
  InvariantList,
  InvariantQuery,
  isWithinRegulation,
  PlaygroundProofRequest,
  PlaygroundProofResponse,
  SetProof,
} from '@internal/plugin-policies-common';
import {
  callerOf,
  ConfiguredEngines,
  noSuchSet,
  openDraft,
  RegisteredSets,
  withDraft,
} from '@internal/plugin-policies-node';
import { readRevision } from '../revision/readRevision';
import { RevisionReader } from '../sets/RevisionReader';
import { SetProofs } from '../sets/SetProofs';
import { DraftTurns } from './DraftTurns';
import { ProofCaller, ProofService } from './ProofService';

/** Somebody waits for what they typed. */
const DRAFT_SECONDS = 10;
const DRAFT_REQUESTS = 500;
/** A question that is hard on purpose keeps others from theirs for no longer. */
const DRAFT_QUESTION_MS = 3_000;

/** {@link ProofService} on what is known of sets, and on drafts beside what is live. */
export class DefaultProofService implements ProofService {
  private readonly turns = new DraftTurns();

  constructor(
    private readonly options: {
      auth: AuthService;
      sets: RegisteredSets;
      engines: ConfiguredEngines;
      proofs: SetProofs;
      reader: RevisionReader;
    },
  ) {}

  async getSetProof(
    set: string,
    { sets = undefined }: ProofCaller,
  ): Promise<SetProof> {
    const stored = (sets ?? this.options.sets).find(set);
    if (!stored) {
      throw noSuchSet(set);
    }
    return this.options.proofs.of(stored);
  }

  async listInvariants(
    { set, regulation, policy }: InvariantQuery,
    { sets = undefined }: ProofCaller,
  ): Promise<InvariantList> {
    const wanted = (sets ?? this.options.sets)
      .list()
      .filter(({ name }) => set === undefined || name === set);
    const told = await this.options.proofs.ofAll(wanted);
    return {
      items: wanted.flatMap((stored, index) =>
        told[index].invariants
          .filter(
            ({ invariant }) =>
              (policy === undefined || invariant.policies.includes(policy)) &&
              (regulation === undefined ||
                invariant.regulations.some(own =>
                  isWithinRegulation(own, regulation),
                )),
          )
          .map(proof => ({
            ...proof,
            set: stored.name,
            setTitle: stored.manifest.metadata.title,
          })),
      ),
    };
  }

  proveDraft(
    request: PlaygroundProofRequest,
    { credentials, signal }: ProofCaller & { signal: AbortSignal },
  ): Promise<PlaygroundProofResponse> {
    return this.turns.take(callerOf(this.options.auth, credentials), () =>
      this.prove(request, signal),
    );
  }

  private async prove(
    { files, parts }: PlaygroundProofRequest,
    signal: AbortSignal,
  ): Promise<PlaygroundProofResponse> {
    const { engines, reader } = this.options;
    const { diagnostics, revision } = await withDraft(
      files,
      engines,
      async (draft, found) => ({
        diagnostics: found,
        revision: draft && readRevision(draft),
      }),
    );
    if (!revision) {
      return { diagnostics, invariants: [], limits: [] };
    }
    signal.throwIfAborted();
    const { status, proofs, findings, limits } = await reader.tell(
      revision,
      {
        use: async act => {
          const { draft, close } = await openDraft(files, engines);
          try {
            return await act(draft!.compiled);
          } finally {
            await close();
          }
        },
        useOther: async (other, act) => {
          const { compiled } = await revision.engine.compile(other, {
            mode: 'draft',
          });
          try {
            return await act(compiled);
          } finally {
            await compiled?.dispose();
          }
        },
      },
      {
        seconds: DRAFT_SECONDS,
        requests: DRAFT_REQUESTS,
        signal,
        // What is typed is not kept, and is in nobody's way who waits for a revision.
        keeps: false,
        urgency: 'last',
        questionMs: DRAFT_QUESTION_MS,
      },
      parts,
    );
    return {
      diagnostics,
      revision: revision.bundle.revision,
      analyzer: status,
      invariants: proofs,
      findings,
      limits,
    };
  }
}
