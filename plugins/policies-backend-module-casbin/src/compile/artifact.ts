import { DeterminingPolicy } from '@internal/plugin-policies-common';
import {
  StoredEntities,
  WorkerArtifact,
} from '@internal/plugin-policies-node/worker';

/** A row of a policy's file. */
export interface Rule extends DeterminingPolicy {
  /** Values in the order of the policy definition, as written. */
  values: string[];
  /** The same as Casbin is given them. */
  given: string[];
}

/** What a token of the request definition is given as. */
export type TokenShape = 'text' | 'object';

/** Everything a worker needs to serve a revision. Plain data: it crosses threads. */
export interface CasbinArtifact extends WorkerArtifact {
  statements: Rule[];
  /** `model.conf`. */
  model: string;
  /** Rows of role definitions: the name, then its fields. */
  roles: string[][];
  /** Tokens of the request definition, in order. */
  tokens: Array<{ name: string; shape: TokenShape }>;
  /** Tokens of the policy definition, in order. */
  policyTokens: string[];
  matcher: string;
  /** The matcher as Casbin is given it. */
  givenMatcher: string;
  effect: string;
  entities: StoredEntities;
  /** AuthZEN type to the type that rules name. */
  types: Record<string, string>;
}
