import { PermissionsService } from '@backstage/backend-plugin-api';
import {
  InvariantQuery,
  PlaygroundProofRequest,
  playgroundUsePermission,
  setReadPermission,
} from '@internal/plugin-policies-common';
import {
  authorize,
  expectScope,
  SetReaders,
} from '@internal/plugin-policies-node';
import { ProofCaller, ProofService } from './ProofService';

/** Tells of the sets that somebody may read; of drafts, with `policies.playground.use`. */
export class AuthorizedProofService implements ProofService {
  constructor(
    private readonly proofs: ProofService,
    private readonly options: {
      permissions: PermissionsService;
      setReaders: SetReaders;
    },
  ) {}

  async getSetProof(set: string, caller: ProofCaller) {
    return this.proofs.getSetProof(set, await this.expectReadable(caller));
  }

  async listInvariants(query: InvariantQuery, caller: ProofCaller) {
    return this.proofs.listInvariants(query, await this.expectReadable(caller));
  }

  async proveDraft(
    request: PlaygroundProofRequest,
    caller: ProofCaller & { signal: AbortSignal },
  ) {
    await authorize(
      this.options.permissions,
      playgroundUsePermission,
      caller.credentials,
    );
    return this.proofs.proveDraft(request, caller);
  }

  private async expectReadable(caller: ProofCaller): Promise<ProofCaller> {
    const sets = await this.options.setReaders.readableBy(caller.credentials);
    expectScope(sets.scope, setReadPermission);
    return { ...caller, sets };
  }
}
