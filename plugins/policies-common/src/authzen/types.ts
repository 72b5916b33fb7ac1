import { z } from 'zod';
import { ILL_FORMED, illFormedPath, isWellFormed } from '../json';

/*
 * Shapes of the OpenID AuthZEN Authorization API 1.0
 * (https://openid.net/specs/authorization-api-1_0.html). Unknown fields are ignored, as it asks.
 */

const textSchema = z.string().min(1).refine(isWellFormed, ILL_FORMED);

/*
 * Bodies are parsed JSON already, so only texts are looked at again: this runs for every decision. Half
 * a character would be one thing to an engine and another to what remembers its answers.
 */
const propertiesSchema = z.record(z.string(), z.unknown()).check(context => {
  const path = illFormedPath(context.value);
  if (path) {
    context.issues.push({
      code: 'custom',
      path,
      message: ILL_FORMED,
      input: context.value,
    });
  }
});

/** A subject or resource: type and id, with properties that override those of the stored entity. */
export const authzenEntitySchema = z.object({
  type: textSchema,
  id: textSchema,
  properties: propertiesSchema.optional(),
});

/** The action asked for. */
export const authzenActionSchema = z.object({
  name: textSchema,
  properties: propertiesSchema.optional(),
});

/** One access evaluation request. */
export const evaluationRequestSchema = z.object({
  subject: authzenEntitySchema,
  action: authzenActionSchema,
  resource: authzenEntitySchema,
  context: propertiesSchema.optional(),
});

/** How the items of a batch are evaluated: all, or up to the first deny, or up to the first permit. */
export const evaluationsSemanticSchema = z.enum([
  'execute_all',
  'deny_on_first_deny',
  'permit_on_first_permit',
]);

export type AuthzenEntity = z.infer<typeof authzenEntitySchema>;
export type AuthzenAction = z.infer<typeof authzenActionSchema>;
export type EvaluationRequest = z.infer<typeof evaluationRequestSchema>;
export type EvaluationsSemantic = z.infer<typeof evaluationsSemanticSchema>;

/** What a decision of this portal says beside yes or no. */
export interface DecisionContext {
  set?: string;
  /** sha256 of the revision that decided, in hex. */
  revision?: string;
  /** Names of the determining policies, as in `policy-set.yaml`. */
  policies?: string[];
  engine?: string;
  /** Time the engine took, in microseconds; 0 for an answer from the decision cache. */
  durationUs?: number;
  /** Why there is no decision: present only when `decision` is false because of an error. */
  error?: { status: number; message: string };
}

/** Answer to one access evaluation. */
export interface EvaluationResponse {
  decision: boolean;
  context?: DecisionContext;
}

/** Answer to a batch, in the order of the request. */
export interface EvaluationsResponse {
  evaluations: EvaluationResponse[];
}

/** PDP metadata, served by discovery. */
export interface AuthzenMetadata {
  policy_decision_point: string;
  access_evaluation_endpoint: string;
  access_evaluations_endpoint?: string;
  search_subject_endpoint?: string;
  search_resource_endpoint?: string;
  search_action_endpoint?: string;
}
