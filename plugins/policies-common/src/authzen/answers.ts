import { z } from 'zod';
import { revisionSchema } from '../names/revision';

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
