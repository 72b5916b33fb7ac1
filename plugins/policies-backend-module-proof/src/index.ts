/**
 * Proofs: what changes open and close for all requests, invariants of sets, and findings.
 *
 * @packageDocumentation
 */
export { policiesModuleProof as default } from './module';
