import {
  InvariantList,
  InvariantQuery,
  PlaygroundProofRequest,
  PlaygroundProofResponse,
  SetProof,
} from '../wire/invariants';
import { escapedPath } from './escapedPath';
import { JourneyCalls } from './JourneyCalls';

/** What holds for all requests: of active revisions, and of drafts. */
export class ProofCalls extends JourneyCalls {
  /** What is known of the active revision of a set for all requests. */
  getSetProof(set: string): Promise<SetProof> {
    return this.get(escapedPath`/sets/${set}/proof`);
  }

  /**
   * Invariants of active revisions.
   *
   * @param query - narrows them to a set, a regulation or a policy
   */
  listInvariants(query: InvariantQuery = {}): Promise<InvariantList> {
    return this.get('/invariants', query);
  }

  /** Asks about all requests of a draft. */
  proveDraft(
    body: PlaygroundProofRequest,
    options?: { signal?: AbortSignal },
  ): Promise<PlaygroundProofResponse> {
    return this.post('/playground/proof', body, options);
  }
}
