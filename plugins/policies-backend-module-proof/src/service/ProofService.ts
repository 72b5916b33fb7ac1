import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  InvariantList,
  InvariantQuery,
  PlaygroundProofRequest,
  PlaygroundProofResponse,
  SetProof,
} from '@internal/plugin-policies-common';
import { ReadableSets } from '@internal/plugin-policies-node';

/** Who asks. */
export interface ProofCaller {
  credentials: BackstageCredentials;
  /** The sets that they may read; by default all. */
  sets?: ReadableSets;
}

/** What holds for all requests, for those who ask. */
export interface ProofService {
  /** @throws NotFoundError where there is no such set */
  getSetProof(set: string, caller: ProofCaller): Promise<SetProof>;
  listInvariants(
    query: InvariantQuery,
    caller: ProofCaller,
  ): Promise<InvariantList>;
  /**
   * @param signal - aborted when whoever asked is gone
   * @throws TooManyRequestsError where somebody asks for more at once than their share
   */
  proveDraft(
    request: PlaygroundProofRequest,
    caller: ProofCaller & { signal: AbortSignal },
  ): Promise<PlaygroundProofResponse>;
}
