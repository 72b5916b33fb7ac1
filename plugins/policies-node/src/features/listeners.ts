import {
  EvaluationRequest,
  PolicyFile,
} from '@internal/plugin-policies-common';
import { StoredSet } from '../deployments/Deployments';
import { EngineDecision } from '../PolicyEngine';

/** Told of decisions of a set, in the order of their requests; has to return at once. */
export type DecisionObserver = (
  set: string,
  requests: EvaluationRequest[],
  decisions: EngineDecision[],
  caller: string,
) => void;

/** Told what the source of a set holds now, that the portal leads or that needs approval. */
export type SourceFollower = (
  set: Pick<StoredSet, 'name' | 'location' | 'seenRevision'>,
  files: PolicyFile[],
) => Promise<void>;
