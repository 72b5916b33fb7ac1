import type {
  EvaluationRequest,
  Invariant,
} from '@internal/plugin-policies-common';
import type { EntityJson, TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';
import type {
  AnalyzedEnvironment,
  AnalyzedStatement,
  PolicyBundle,
} from '@internal/plugin-policies-node';

/** A kind of request, in the words of both sides. */
export interface CedarEnvironment extends AnalyzedEnvironment {
  principalType: string;
  actionUid: TypeAndId;
  resourceType: string;
}

/** A statement with what programs are given of it. */
export interface CedarStatement extends AnalyzedStatement {
  effect: 'permit' | 'forbid';
  /** Without annotations. */
  text: string;
}

/** An invariant with the environments that its scope can match. */
export interface CedarInvariant {
  invariant: Invariant;
  environments: string[];
}

/** A revision as it is asked about: plain data, which a worker made of hostile text. */
export interface CedarSubject {
  schema: string;
  /** Names of attributes with quotes or backslashes, longest first: Cedar does not escape them everywhere. */
  rawNames: string[];
  environments: CedarEnvironment[];
  statements: CedarStatement[];
  invariants: CedarInvariant[];
}

/** What a worker makes of a revision. */
export type SubjectAnswer =
  | { subject: CedarSubject }
  /** Why nothing can be proven of it, in a sentence. */
  | { refused: string };

/** A request with the entities that an analyzer found for it. */
export interface Model {
  principal: TypeAndId;
  action: TypeAndId;
  resource: TypeAndId;
  context: Record<string, unknown>;
  entities: EntityJson[];
  /** Entities that are mentioned and must not be there. */
  unknown: TypeAndId[];
  /** False where it has a value that only stands for another, as no request can say that one. */
  exact: boolean;
}

/** What a side must say of a request. */
export type Wanted = 'allow' | 'deny' | 'error';

/** A request to try, with entities that take the place of the stored ones. */
export interface Candidate {
  request: EvaluationRequest;
  entities?: EntityJson[];
}

/** A side of a question: what decides, and what it has to say for the request to be a counterexample. */
export interface Side {
  bundle: PolicyBundle;
  /** One item for each way in which the sides together break the question. */
  wanted: Wanted[];
}

/** What a worker is asked to find: a request that a person understands. */
export interface Search {
  sides: Side[];
  environment: CedarEnvironment;
  /** What the analyzer found; absent where nobody was asked yet. */
  model?: Model;
  /** Requests that people wrote, of that environment. */
  cases: EvaluationRequest[];
}

/** What the worker found. */
export type SearchAnswer =
  | { found: Candidate }
  /** The engine decides the model itself otherwise. */
  | { otherwise: Candidate }
  /** The engine gives errors for all that was tried; the first of them. */
  | { errors: string }
  | { nothing: true };
