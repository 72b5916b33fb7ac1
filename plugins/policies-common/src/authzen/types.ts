import { z } from 'zod';
import { revisionSchema } from '../names/revision';
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
  properties: propertiesSchema
    .optional()
    .describe('Override those of the stored entity'),
});

/** The action asked for. */
export const authzenActionSchema = z.object({
  name: textSchema,
  properties: propertiesSchema.optional(),
});

/** One access evaluation request. */
export const evaluationRequestSchema = z
  .object({
    subject: authzenEntitySchema,
    action: authzenActionSchema,
    resource: authzenEntitySchema,
    context: propertiesSchema.optional(),
  })
  .meta({
    description: 'Fields beyond these are ignored',
    examples: [
      {
        subject: { type: 'user', id: 'ana' },
        action: { name: 'request' },
        resource: {
          type: 'Withdrawal',
          id: 'w-1001',
          properties: { amount: 2500 },
        },
        context: { mfa: true },
      },
    ],
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

export const decisionContextSchema = z.object({
  set: z.string().optional(),
  revision: revisionSchema.optional().describe('The revision that decided'),
  policies: z
    .array(z.string())
    .optional()
    .describe('Names of the determining policies, as in `policy-set.yaml`'),
  engine: z.string().optional(),
  durationUs: z
    .number()
    .min(0)
    .optional()
    .describe(
      'Time the engine took, in microseconds; 0 for an answer from the decision cache',
    ),
  error: z
    .object({ status: z.int(), message: z.string() })
    .optional()
    .describe(
      'Why there is no decision: present only when `decision` is false because of an error',
    ),
});

export const evaluationResponseSchema = z.object({
  decision: z.boolean(),
  context: decisionContextSchema.optional(),
});

export const evaluationsResponseSchema = z.object({
  evaluations: z.array(evaluationResponseSchema),
});

const endpoint = z.url();

export const authzenMetadataSchema = z.object({
  policy_decision_point: endpoint,
  access_evaluation_endpoint: endpoint,
  access_evaluations_endpoint: endpoint.optional(),
  search_subject_endpoint: endpoint.optional(),
  search_resource_endpoint: endpoint.optional(),
  search_action_endpoint: endpoint.optional(),
});

/** What a decision of this portal says beside yes or no. */
export type DecisionContext = z.infer<typeof decisionContextSchema>;
/** Answer to one access evaluation. */
export type EvaluationResponse = z.infer<typeof evaluationResponseSchema>;
/** Answer to a batch, in the order of the request. */
export type EvaluationsResponse = z.infer<typeof evaluationsResponseSchema>;
/** PDP metadata, served by discovery. */
export type AuthzenMetadata = z.infer<typeof authzenMetadataSchema>;
