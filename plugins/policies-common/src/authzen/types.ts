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
