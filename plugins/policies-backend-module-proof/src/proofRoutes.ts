import {
  invariantListSchema,
  invariantQuerySchema,
  LIMITS,
  playgroundProofResponseSchema,
  playgroundProofSchema,
  playgroundUsePermission,
  setProofSchema,
  setReadPermission,
} from '@internal/plugin-policies-common';
import {
  checkStorable,
  defineRoute,
  Route,
  RouteTag,
} from '@internal/plugin-policies-node';
import { ProofService } from './service/ProofService';

/** JSON escapes at most double the size of source text. */
const MAX_BODY_BYTES = 2 * LIMITS.setBytes;

const proofTag: RouteTag = {
  name: 'proofs',
  description: 'What holds for all requests',
};

/** Routes that tell what holds for all requests. */
export function proofRoutes(proofs: ProofService): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/sets/:set/proof',
      operation: 'getSetProof',
      summary:
        'What is known of the active revision for all requests: invariants and findings',
      tag: proofTag,
      needs: [setReadPermission],
      answer: { description: 'As far as it is known', schema: setProofSchema },
      handle: ({ params, credentials }) =>
        proofs.getSetProof(params.set, { credentials }),
    }),
    defineRoute({
      method: 'get',
      path: '/invariants',
      operation: 'listInvariants',
      summary: 'Invariants of active revisions, and whether they are kept',
      tag: proofTag,
      needs: [setReadPermission],
      query: invariantQuerySchema,
      answer: { description: 'All of them', schema: invariantListSchema },
      handle: ({ query, credentials }) =>
        proofs.listInvariants(query, { credentials }),
    }),
    defineRoute({
      method: 'post',
      path: '/playground/proof',
      operation: 'proveDraft',
      summary: 'Whether a draft keeps its invariants, and what to tell of it',
      tag: proofTag,
      needs: [playgroundUsePermission],
      input: {
        schema: playgroundProofSchema,
        limit: MAX_BODY_BYTES,
        refusal: 'the draft is not valid:',
      },
      answer: {
        description: 'What was proven within seconds',
        schema: playgroundProofResponseSchema,
      },
      refusals: [429, 503],
      handle: async ({ body, credentials, signal }) => {
        checkStorable(body.files, 'files');
        return proofs.proveDraft(body, { credentials, signal });
      },
    }),
  ];
}
